/** What the package adds to the module: settings, offsets of editors, errors, pages. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CrashError, SettingsError, load, pages } from "msklint";
import init from "../dist/msklint.js";
import { units } from "../src/utf16.js";

const { lint, rules, trace, version } = await load();
const CLUSTER = 'resource "aws_msk_cluster" "a" {\n  cluster_name = "a"\n}\n';
const found = (input) => lint(input).report.findings.map((finding) => finding.rule);

test("bytes become UTF-16 code units", () => {
  for (const text of ["", "abc", "äb", "a😀b", "日本\n😀😀x", "\ufeffa", "a\ud800b"]) {
    const count = units(text);
    for (let at = 0; at <= text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) {
      assert.equal(count(Buffer.byteLength(text.slice(0, at))), at, JSON.stringify(text));
    }
  }
  assert.equal(units("ä")(1), 1);
  assert.equal(units("ab")(9), 2);
});

test("places are found in the text, whatever the path is called", () => {
  const text = `# 😀 ä\n${CLUSTER}`;
  for (const path of ["main.tf", "./main.tf", "a/../main.tf", "x//y/./main.tf"]) {
    const { at } = lint({ files: { [path]: text } }).report.findings[0];
    assert.equal(text.slice(at.utf16, at.endUtf16), 'resource "aws_msk_cluster" "a"');
  }
});

test("the JSON is the report without what is added for editors", () => {
  const { json, report } = lint({ files: { "main.tf": CLUSTER } });
  assert.ok(!json.includes("utf16"));
  const plain = JSON.stringify(report, (name, value) => (/utf16/i.test(name) ? undefined : value), 2);
  assert.equal(`${plain}\n`, json);
});

test("settings reach the linter", () => {
  const files = {
    "main.tf": `variable "on" {\n  type = bool\n}\nresource "aws_msk_cluster" "a" {\n  logging_info {\n    broker_logs {\n      s3 {\n        enabled = var.on\n        bucket  = "logs"\n      }\n    }\n  }\n}\n`,
  };
  const state = (settings) => lint({ files, settings }).report.paths.find((path) => path.destination === "s3").state;
  assert.equal(state(undefined), "unknown");
  assert.equal(state({ variables: { on: true } }), "on");
  assert.equal(state({ variables: { on: "false" } }), "off");
  assert.equal(state({ variableFiles: { "x.tfvars": "on = true\n" } }), "on");
  const alone = { files: { "main.tf": CLUSTER } };
  assert.deepEqual(found({ ...alone, settings: { ignore: ["broker-logs-off"] } }), []);
  assert.deepEqual(found({ ...alone, settings: { select: ["broker-logs-off"], account: "1234-5678-9012" } }), ["broker-logs-off"]);
});

test("parameters of templates reach the linter", () => {
  const template = `Parameters:\n  On:\n    Type: String\nResources:\n  A:\n    Type: AWS::MSK::Cluster\n    Properties:\n      LoggingInfo:\n        BrokerLogs:\n          S3:\n            Enabled: !Ref On\n            Bucket: logs\n`;
  const { report } = lint({ files: { "a.yaml": template }, settings: { parameters: { On: "true" } } });
  assert.equal(report.paths.find((path) => path.destination === "s3").state, "on");
});

test("wrong settings are refused in words", () => {
  const refused = (settings, words) => assert.throws(() => lint({ files: {}, settings }), (error) => error instanceof SettingsError && words.test(error.message));
  refused({ account: "12" }, /twelve digits/);
  refused({ region: "Frankfurt" }, /eu-central-1/);
  refused({ partition: "azure" }, /aws-cn/);
  refused({ select: ["broker-log-off"] }, /did you mean `broker-logs-off`/);
  assert.throws(() => lint({ files: { "main.tf": 1 } }), TypeError);
});

test("a trace is the report and a flowchart", () => {
  const { json, mermaid, report } = trace({ files: { "main.tf": CLUSTER } });
  assert.equal(json, lint({ files: { "main.tf": CLUSTER } }).json);
  assert.match(mermaid, /^flowchart LR\n    s0\(\["aws_msk_cluster\.a"\]\)/);
  assert.equal(report.tool.version, version);
});

test("every rule has a page", async () => {
  const all = await pages();
  assert.deepEqual(Object.keys(all), rules().map((rule) => rule.name));
  for (const { name, severity, summary } of rules()) {
    assert.ok(all[name].startsWith(`# ${name}\n`), name);
    assert.ok(["error", "warning", "info"].includes(severity) && summary.length > 10, name);
  }
});

test("after a crash the linter goes on", async () => {
  const input = { files: { "main.tf": CLUSTER } };
  const module = await init();
  new Uint8Array(module.memory.buffer).fill(0xff);
  assert.throws(() => lint(input), (error) => error instanceof CrashError && /^this is a bug in msklint: /.test(error.message));
  assert.deepEqual(found(input), ["broker-logs-off"]);
});

test("the package has the version of the linter", () => {
  assert.equal(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version, version);
});

test("one linter for all who load it", async () => {
  assert.equal(await load(), await load());
});
