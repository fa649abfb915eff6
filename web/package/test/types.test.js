/** The types say what the reports hold: no field is missing in them, none is new. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "msklint";
import { emptyFolder, filesBelow, foldersIn, packageFolder, run, write } from "./support.js";

const USE = `
import { CrashError, SettingsError, load, pages } from "INDEX";
export async function use(text: string): Promise<[string, number][]> {
  const { lint, trace, rules } = await load(new URL("msklint.wasm", "https://example.com"));
  const input = { files: { "main.tf": text }, settings: { variables: { on: true }, account: "111122223333" } };
  try {
    const found = lint(input).report.findings.map(({ rule, at }): [string, number] => [rule, at?.utf16 ?? 0]);
    return [...found, [trace(input).mermaid, rules().length], [(await pages())["unusable-key"] ?? "", 0]];
  } catch (error) {
    if (error instanceof SettingsError || error instanceof CrashError) return [[error.message, 0]];
    throw error;
  }
}
`;

test("reports have the type that is declared", async (test) => {
  const { lint } = await load();
  const folders = ["tests/twins", "examples"].flatMap(foldersIn);
  const reports = folders.map((folder) => lint({ files: filesBelow(folder) }).report);
  const allowed = lint({ files: { "main.tf": '# msklint: allow broker-logs-off -- a test\nresource "aws_msk_cluster" "a" {}\n' } });
  assert.ok(allowed.report.allowed, "an exception is told");
  const literals = [...reports, allowed.report].map((report) => JSON.stringify(report));
  const index = join(packageFolder, "index.js");
  const folder = emptyFolder(test);
  write(folder, {
    "reports.ts": `import type { Report } from "${index}";\n${literals.map((it, at) => `export const r${at}: Report = ${it};\n`).join("")}`,
    "use.ts": USE.replace("INDEX", index),
  });
  const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom", "--types", ""];
  await run("npx", ["--no-install", "tsc", ...options, join(folder, "reports.ts"), join(folder, "use.ts")], { cwd: packageFolder });
});
