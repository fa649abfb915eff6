// Every format is valid, said by the validators of those who read it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import Ajv from "ajv";
import Ajv04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";
import { folder, printed, situations } from "./given.mjs";

const here = import.meta.dirname;
const read = (path) => readFileSync(path, "utf8");
const places = {};

before(() => {
  for (const [name, files] of Object.entries(situations)) places[name] = folder(files);
});

function each(format, check) {
  for (const name of Object.keys(situations)) {
    test(`${format}: ${name}`, async () => check(printed(places[name], format), name));
  }
}

const count = (name) => (name === "30,000 findings" ? 30_000 : name.startsWith("findings") ? 2 : 0);

function validator(schema, Validator = Ajv) {
  const ajv = new Validator({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return (value) => {
    assert.ok(validate(value), JSON.stringify(validate.errors?.slice(0, 3), null, 2));
  };
}

const packages = join(here, "../node_modules");
const sarifSchema = JSON.parse(read(join(packages, "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")));
const sarif = validator(sarifSchema, Ajv04);

each("sarif", (text, name) => {
  const log = JSON.parse(text);
  sarif(log);
  const [run] = log.runs;
  const shown = run.results.filter((result) => !result.suppressions);
  assert.equal(shown.length, Math.min(count(name), 25_000));
  assert.equal(run.results.length - shown.length, name.startsWith("findings") ? 1 : 0);
  const prints = new Set(run.results.map((result) => result.partialFingerprints.primaryLocationLineHash));
  assert.equal(prints.size, run.results.length, "fingerprints are unique");
  for (const result of run.results.slice(0, 10)) {
    const { uri } = result.locations[0].physicalLocation.artifactLocation;
    assert.ok(existsSync(join(places[name], decodeURIComponent(uri))), uri);
  }
});

test("the schema of SARIF refuses what is wrong", () => {
  const log = JSON.parse(printed(places["findings in files with strange names"], "sarif"));
  log.runs[0].results[0].level = "fatal";
  assert.throws(() => sarif(log));
});

const multitool = join(packages, "@microsoft/sarif-multitool-linux/Sarif.Multitool");

/** What the multitool says with the rules of GitHub. Its exit code says nothing. */
function judged(text) {
  const [file, report] = ["in.sarif", "out.sarif"].map((name) => join(places["no findings"], name));
  writeFileSync(file, text);
  chmodSync(multitool, 0o755);
  const rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"];
  const run = spawnSync(multitool, ["validate", file, ...rules, "--output", report, "--log", "ForceOverwrite"], {
    encoding: "utf8",
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
  });
  assert.ok(existsSync(report), `${run.stdout}${run.stderr}`);
  // It wants the address of a home page, and msklint has none.
  const said = (JSON.parse(read(report)).runs[0].results ?? []).filter((result) => result.ruleId !== "SARIF2005");
  return said.map((result) => `${result.ruleId} ${result.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName ?? ""}`);
}

const skip = existsSync(multitool) ? false : "the multitool is there for Linux on x86-64 only";

for (const name of Object.keys(situations).filter((name) => !name.startsWith("30"))) {
  test(`sarif for code scanning: ${name}`, { skip }, () => {
    const said = judged(printed(places[name], "sarif"));
    assert.deepEqual(said, []);
  });
}

test("the multitool finds what is wrong", { skip }, () => {
  const log = JSON.parse(printed(places["findings in files with strange names"], "sarif"));
  log.runs[0].results[0].message.text = "";
  assert.ok(judged(JSON.stringify(log)).length > 0);
});

const gitlab = validator(JSON.parse(read(join(here, "schemas/codequality.json"))));

each("gitlab", (text, name) => {
  const issues = JSON.parse(text);
  gitlab(issues);
  assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, issues.length, "fingerprints are unique");
  assert.equal(issues.filter((issue) => issue.check_name !== "msklint").length, count(name));
});

for (const format of ["junit", "checkstyle"]) {
  const schema = { fileName: `${format}.xsd`, contents: read(join(here, `schemas/${format}.xsd`)) };
  each(format, async (text) => {
    const xml = [{ fileName: "report.xml", contents: text }];
    const result = await validateXML({ xml, schema: [schema], initialMemoryPages: 512, maxMemoryPages: 16_384 });
    assert.ok(result.valid, result.rawOutput.slice(0, 1_000));
  });
}

each("rdjsonl", (text, name) => {
  const lines = text.split("\n").filter(Boolean);
  assert.equal(lines.length, Math.max(count(name), name.startsWith("a file") ? 1 : 0));
  if (lines.length === 0) return;
  // The validator reads one document: the lines as the diagnostics of one.
  const file = join(places["no findings"], "out.rdjson");
  const diagnostics = lines.slice(0, 1_000).map((line) => JSON.parse(line));
  writeFileSync(file, JSON.stringify({ source: { name: "msklint" }, diagnostics }));
  const entry = join(packages, "@umbrelladocs/rdformat-validator/package.json");
  const { bin } = JSON.parse(read(entry));
  const command = join(entry, "..", typeof bin === "string" ? bin : Object.values(bin)[0]);
  const run = spawnSync(process.execPath, [command, "--no-extra-fields", file], { encoding: "utf8" });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
});

each("atlantis", (text, name) => {
  const fails = name !== "no findings" && !name.startsWith("30");
  assert.equal(/fail/i.test(text), fails, text.slice(0, 500));
});

each("github", (text, name) => {
  const lines = text.split("\n").filter(Boolean);
  assert.ok(lines.every((line) => /^::(error|warning|notice) [^\n]*::[^\n]+$/.test(line)), text.slice(0, 500));
  assert.ok(lines.length <= 31);
  if (name === "30,000 findings") assert.match(lines.at(-1), /29990 more/);
});

each("html", (text) => {
  assert.ok(text.startsWith("<!doctype html>") && text.trimEnd().endsWith("</html>"));
  assert.doesNotMatch(text, /<script|\bsrc=|https?:\/\//);
});

each("markdown", (text) => assert.ok([...text].length < 65_536));
