/** The archive that `npm pack` makes works by itself: in Node, in a page and in a worker. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { browser, emptyFolder, packageFolder, run, serve, write } from "./support.js";

const CLUSTER = 'resource "aws_msk_cluster" "😀" {\n  cluster_name = "a"\n}\n';

const IN_NODE = `
import { load } from "msklint";
const { lint } = await load();
const { report } = lint({ files: { "main.tf": ${JSON.stringify(CLUSTER)} } });
for (const finding of report.findings) console.log(finding.rule, finding.at.line);
`;

const PAGE = '<!doctype html><meta charset="utf-8"><title>msklint</title><script type="module" src="page.js"></script>';

const IN_PAGE = `
import { load } from "./node_modules/msklint/src/web.js";
const here = load().then(({ lint }) => lint);
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
globalThis.inPage = async (input) => (await here)(input);
globalThis.inWorker = (input) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage(input);
  });
`;

const WORKER = `
import { load } from "./node_modules/msklint/src/web.js";
onmessage = async ({ data }) => postMessage((await load()).lint(data));
`;

test("the archive is installed in an empty folder and lints there", async (test) => {
  const folder = emptyFolder(test);
  const [{ filename, files }] = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: packageFolder }));
  const paths = files.map((file) => file.path);
  for (const needed of ["dist/msklint_bg.wasm", "dist/pages.js", "index.d.ts", "README.md", "LICENSE-MIT", "LICENSE-APACHE"]) {
    assert.ok(paths.includes(needed), `${needed} is not packed`);
  }
  assert.deepEqual(paths.filter((path) => /^(test|node_modules)\//.test(path)), []);
  write(folder, { "package.json": '{ "private": true, "type": "module" }', "index.html": PAGE, "page.js": IN_PAGE, "worker.js": WORKER, "node.js": IN_NODE });
  await run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, filename)], { cwd: folder });

  await test.test("in Node", async () => {
    assert.equal(await run("node", ["node.js"], { cwd: folder }), "broker-logs-off 1\n");
  });

  await test.test("in Chromium, in the page and in a worker", async (test) => {
    const origin = await serve(test, folder);
    const page = await (await browser(test)).newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${origin}/index.html`);
    await page.waitForFunction(() => globalThis.inPage);
    for (const way of ["inPage", "inWorker"]) {
      const { report } = await page.evaluate(([way, text]) => globalThis[way]({ files: { "main.tf": text } }), [way, CLUSTER]);
      const { rule, at } = report.findings[0];
      assert.equal(rule, "broker-logs-off");
      assert.equal(CLUSTER.slice(at.utf16, at.endUtf16), 'resource "aws_msk_cluster" "😀"');
    }
    assert.deepEqual(asked.filter((url) => !url.startsWith(origin)), []);
  });
});
