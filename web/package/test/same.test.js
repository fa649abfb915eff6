/** Node, Chromium and the native command give the same bytes for the same files. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { load } from "msklint";
import { browser, command, emptyFolder, filesBelow, foldersIn, packageFolder, root, run, serve, write } from "./support.js";

const FILE = { hcl: "main.tf", yaml: "template.yaml", json: "template.json" };

/** The examples of a rule's page, each a configuration of one file. */
function examples(page, text) {
  const fences = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return fences.map(({ 1: language, 2: body, index }) => {
    const line = text.slice(0, index).split("\n").length;
    assert.ok(FILE[language], `${page}:${line}: \`${language}\` is a language that nobody runs`);
    return { name: `${page}:${line}`, files: { [FILE[language]]: body } };
  });
}

/** Folders of files in a folder of the workspace. */
function situations(above) {
  const settings = { account: "111122223333", region: "eu-west-1" };
  return foldersIn(above).map((folder) => ({ name: `${above}/${basename(folder)}`, files: filesBelow(folder), settings }));
}

function odd() {
  const cluster = 'resource "aws_msk_cluster" "ä" {}\n';
  return [
    { name: "nothing", files: {} },
    { name: "an empty file", files: { "main.tf": "" } },
    { name: "a byte-order mark", files: { "main.tf": `\ufeff# 😀\r\n${cluster}` } },
    { name: "folders", files: { "a/main.tf": 'module "m" {\n  source = "../m"\n}\n', "m/main.tf": cluster, "b/main.tf": cluster } },
    { name: "broken code", files: { "main.tf": `${cluster}resource "x" {\n`, "other.tf": cluster } },
    { name: "deep nesting", files: { "main.tf": `${cluster}locals {\n  a = ${"[".repeat(5000)}${"]".repeat(5000)}\n}\n` } },
    { name: "a deep expression", files: { "main.tf": `${cluster}locals {\n  a = ${"1 + (".repeat(120)}1${")".repeat(120)}\n}\n` } },
    { name: "a deep template", files: { "template.yaml": `Resources:\n  A:\n    Type: AWS::MSK::Cluster\n    Properties: ${"{a: ".repeat(200)}1${"}".repeat(200)}\n` } },
    { name: "a pattern", files: { "main.tf": `${cluster}output "o" {\n  value = regex("(?i)(a|ä|k)+\\\\b", "xÄAäK")\n}\n` } },
  ];
}

async function native(program, test, { name, files, settings = {} }) {
  const folder = emptyFolder(test);
  write(folder, files);
  const options = Object.entries(settings).flatMap(([option, value]) => [`--${option}`, value]);
  const json = await run(program, ["check", "--format", "json", "--quiet", ...options], { cwd: folder, fine: [0, 1, 2] });
  assert.match(json, /^\{\n/, `${name}: the native command gives no report`);
  return json;
}

/** The first line that differs, as it is and as it should be. */
function difference(found, expected) {
  const [lines, wanted] = [found.split("\n"), expected.split("\n")];
  const at = wanted.findIndex((line, at) => line !== lines[at]);
  return `line ${at + 1}: ${lines[at]} instead of ${wanted[at]}`;
}

test("every example and every situation", async (test) => {
  const pages = readdirSync(join(root, "rules")).filter((name) => name.endsWith(".md"));
  const inputs = [
    ...pages.flatMap((page) => examples(`rules/${page}`, readFileSync(join(root, "rules", page), "utf8"))),
    ...situations("tests/twins"),
    ...situations("examples"),
    ...odd(),
  ];
  assert.ok(inputs.length > 150, `${inputs.length} inputs`);

  const page = await (await browser(test)).newPage();
  const origin = await serve(test, packageFolder);
  await page.goto(`${origin}/test/empty.html`);
  const inChromium = await page.evaluate(async (inputs) => {
    const { lint } = await (await import("/src/web.js")).load();
    return inputs.map((input) => lint(input).json);
  }, inputs);

  const { lint } = await load();
  const program = await command();
  const different = [];
  for (const [at, input] of inputs.entries()) {
    const inNode = lint(input).json;
    const natively = await native(program, test, input);
    if (inNode !== natively) different.push(`${input.name}: Node: ${difference(inNode, natively)}`);
    if (inChromium[at] !== natively) different.push(`${input.name}: Chromium: ${difference(inChromium[at], natively)}`);
  }
  assert.deepEqual(different, []);
  test.diagnostic(`${inputs.length} inputs, the same bytes three times`);
});
