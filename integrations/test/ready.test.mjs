// What is ready-made for pipelines: workflow files are valid, and the script of the action does what it says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { parse } from "yaml";
import { folder, msklint, situations } from "./given.mjs";

const root = resolve(import.meta.dirname, "../..");
const read = (path) => readFileSync(join(root, path), "utf8");

test("the action and the workflow are valid", () => {
  assert.deepEqual(validateAction(read("action.yml")).errors, []);
  // The schema of the validator is older than this permission.
  const release = read(".github/workflows/release.yml").replace(/^ *attestations: write\n/m, "");
  assert.deepEqual(validateWorkflow(release).errors, []);
  assert.notDeepEqual(validateWorkflow("on: push\njobs: 5\n").errors, []);
});

test("actions of others are pinned by hash", () => {
  for (const path of ["action.yml", ".github/workflows/release.yml"]) {
    const uses = [...read(path).matchAll(/uses:\s*(\S+)/g)].map((match) => match[1]);
    assert.ok(uses.length > 0);
    for (const one of uses) assert.match(one, /^[\w./-]+@[0-9a-f]{40}$/);
  }
});

test("inputs of the action are not run as code", () => {
  for (const step of parse(read("action.yml")).runs.steps) assert.doesNotMatch(step.run ?? "", /\$\{\{/);
});

test("the other files are YAML with what their readers want", () => {
  const [hook] = parse(read(".pre-commit-hooks.yaml"));
  assert.deepEqual([hook.id, hook.language, hook.pass_filenames], ["msklint", "python", false]);
  const { msklint: job } = parse(read("integrations/gitlab.yml"));
  assert.deepEqual(Object.keys(job.artifacts.reports), ["codequality", "junit"]);
  assert.ok(parse(read("integrations/atlantis.yaml")).workflows.default.policy_check.steps.length > 0);
});

function action(files) {
  const temporary = mkdtempSync(join(tmpdir(), "msklint-action-"));
  const output = join(temporary, "output");
  const run = spawnSync("bash", [join(root, "integrations/github.sh")], {
    cwd: folder(files),
    encoding: "utf8",
    env: {
      ...process.env,
      MSKLINT: msklint,
      MSKLINT_PATHS: ".",
      MSKLINT_ARGUMENTS: "--fail-on error -q",
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(temporary, "summary"),
    },
  });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  const lines = readFileSync(output, "utf8").trim().split("\n").map((line) => line.split("="));
  return { ...Object.fromEntries(lines), stdout: run.stdout, temporary };
}

test("the action on a repository with findings and on one without", () => {
  const bad = action(situations["findings in files with strange names"]);
  assert.equal(bad.code, "1");
  assert.match(bad.stdout, /^::error file=/);
  assert.equal(JSON.parse(readFileSync(bad.sarif, "utf8")).runs[0].results.length, 3);
  assert.match(readFileSync(join(bad.temporary, "summary"), "utf8"), /^### msklint: /);
  const good = action(situations["no findings"]);
  assert.deepEqual([good.code, good.stdout], ["0", ""]);
});
