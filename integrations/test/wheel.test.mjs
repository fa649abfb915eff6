// The wheel: built, installed in a fresh virtual environment, and run; and what pre-commit installs with it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { folder, msklint, situations } from "./given.mjs";

const root = resolve(import.meta.dirname, "../..");
const read = (path) => readFileSync(join(root, path), "utf8");
const temporary = mkdtempSync(join(tmpdir(), "msklint-wheel-"));
after(() => rmSync(temporary, { recursive: true, force: true }));

const run = (command, ...given) => spawnSync(command, given, { cwd: root, encoding: "utf8" });
function must(command, ...given) {
  const done = run(command, ...given);
  assert.equal(done.status, 0, `${command} ${given.join(" ")}\n${done.stdout}${done.stderr}${done.error ?? ""}`);
  return done.stdout;
}

/** A fresh virtual environment, by the folder of its commands. */
function environment(name) {
  must("python3", "-m", "venv", join(temporary, name));
  return join(temporary, name, "bin");
}

test("every file speaks of the same release", () => {
  const version = /^version = "(.*)"$/m.exec(read("Cargo.toml"))[1];
  const hook = read("pyproject.toml");
  assert.match(hook, new RegExp(`^version = "${version}"$`, "m"));
  assert.match(hook, new RegExp(`"msklint==${version}"`));
  assert.match(read("action.yml"), new RegExp(`default: "${version}"`));
  assert.match(read("integrations/pre-commit.md"), new RegExp(`rev: v${version}$`, "m"));
  assert.equal(JSON.parse(read("web/package/package.json")).version, version);
});

test("the wheel and the hook install in fresh environments and run", (test) => {
  if (run("python3", "-m", "venv", "--without-pip", join(temporary, "none")).status !== 0) {
    return test.skip("NOT TESTED: no Python 3 with the module venv is here");
  }
  const tools = environment("tools");
  const maturin = run(join(tools, "pip"), "install", "--quiet", "maturin>=1.7,<2");
  if (maturin.status !== 0) return test.skip(`NOT TESTED: pip cannot install maturin: ${maturin.stderr}`);
  const wheels = join(temporary, "wheels");
  must(join(tools, "maturin"), "build", "--release", "--locked", "--quiet", "-m", "crates/msklint/Cargo.toml", "--out", wheels);
  assert.equal(readdirSync(wheels).length, 1);

  const plain = environment("plain");
  must(join(plain, "pip"), "install", "--quiet", "--no-index", "--find-links", wheels, "msklint");
  assert.equal(must(join(plain, "msklint"), "--version"), must(msklint, "--version"));

  // As pre-commit does: from a clone, with folders beside it that are no Python packages.
  const clone = join(temporary, "clone");
  for (const name of ["crates", "rules", "tests"]) mkdirSync(join(clone, name), { recursive: true });
  copyFileSync(join(root, "pyproject.toml"), join(clone, "pyproject.toml"));
  const hook = environment("hook");
  must(join(hook, "pip"), "install", "--quiet", "--find-links", wheels, clone);
  for (const [name, code] of [["no findings", 0], ["findings in files with strange names", 1]]) {
    const checked = spawnSync(join(hook, "msklint"), ["check"], { cwd: folder(situations[name]), encoding: "utf8" });
    assert.equal(checked.status, code, checked.stderr);
  }
});
