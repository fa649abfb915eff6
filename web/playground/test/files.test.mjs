// Files: many, large, broken, renamed, dropped; offsets behind characters of every width.
import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { bucket, CLUSTER, headline, house, link, settled, squiggles, text, type, visit } from "./support.mjs";

const shared = house();
const WRONG = "arn:aws:kafka:*:*:cluster/orders/*";
const names = (page) => page.locator(".tab-name").allTextContents();

test("an emoji before the finding moves nothing", async () => {
  const before = "# 🦀🪵 Grüße, 日本語 and a family: 👩‍👩‍👧\n";
  await visit(shared, { hash: link({ "main.tf": before + CLUSTER + bucket(WRONG).replace("orders-logs", "orders-logs-🦀") }) }, async (page) => {
    const wrong = page.locator(".cm-lintRange", { hasText: "kafka" });
    assert.equal(await wrong.textContent(), `"aws:SourceArn" = "${WRONG}"`);
    await type(page, before + CLUSTER + bucket(WRONG));
    assert.equal(await squiggles(page).textContent(), `"aws:SourceArn" = "${WRONG}"`);
    await page.locator(".finding .message").click();
    await page.keyboard.press("Shift+End");
    assert.match(await page.evaluate(() => getSelection()?.toString() ?? ""), /^"aws:SourceArn" = "arn:aws:kafka/);
  });
});

test("thirty files are checked together", async () => {
  const files = { "cluster.tf": CLUSTER };
  for (let number = 1; number < 29; number += 1) files[`part-${number}.tf`] = `resource "aws_sns_topic" "t${number}" {\n  name = "t${number}"\n}\n`;
  files["bucket.tf"] = bucket(WRONG);
  await visit(shared, { hash: link(files) }, async (page) => {
    assert.equal((await names(page)).length, 30);
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
    await page.locator(".finding .message").click();
    assert.equal(await page.locator(".tab.open .tab-name").textContent(), "bucket.tf");
    assert.ok(await page.locator(".tab.open").evaluate((tab) => tab.getBoundingClientRect().right <= tab.closest("nav").getBoundingClientRect().right + 1));
    await page.getByRole("button", { name: "All files" }).click();
    await page.getByRole("menuitem", { name: "part-17.tf" }).click();
    assert.equal(await page.locator(".tab.open .tab-name").textContent(), "part-17.tf");
  });
});

test("a file of two megabytes is checked and can be edited", async () => {
  await visit(shared, {}, async (page) => {
    const filler = (number) => `resource "aws_sns_topic" "t${number}" {\n  name = "a long enough name to fill a line of this file"\n}\n\n`;
    const large = Array.from({ length: Math.ceil(2_000_000 / filler(10_000).length) }, (_, number) => filler(number)).join("");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add files" }).click();
    await page.getByRole("menuitem", { name: "Open files…" }).click();
    await (await chooser).setFiles([
      { name: "large.tf", mimeType: "text/plain", buffer: Buffer.from(large + CLUSTER + bucket(WRONG)) },
    ]);
    await page.locator(".tab-name", { hasText: "large.tf" }).waitFor();
    await settled(page);
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
    await page.locator(".finding .message").first().click();
    assert.match(await page.locator(".cm-activeLine").textContent(), /kafka/);
    await page.keyboard.press("End");
    await page.keyboard.type(" # typed");
    await settled(page);
    assert.match(await page.locator(".cm-activeLine").textContent(), /# typed$/);
    // Too much for an address: kept for the tab, and said in the dialog.
    await page.waitForFunction(() => location.hash === "");
    await page.getByRole("button", { name: "Share" }).click();
    assert.match(await page.locator("dialog[open]").textContent(), /too long for a link/);
  });
});

test("a binary that is pasted or opened harms nothing", async () => {
  const bytes = Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256);
  await visit(shared, { hash: link({ "main.tf": CLUSTER }) }, async (page) => {
    await text(page).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.evaluate((codes) => {
      const data = new DataTransfer();
      data.setData("text/plain", String.fromCharCode(...codes) + "\ud800\u0000 {{{");
      const editor = document.querySelector("#editor").shadowRoot.querySelector(".cm-content");
      editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, bytes);
    await settled(page);
    assert.equal(await headline(page).textContent(), "No log source here");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add files" }).click();
    await page.getByRole("menuitem", { name: "Open files…" }).click();
    await (await chooser).setFiles([{ name: "picture.tf", mimeType: "image/png", buffer: Buffer.from(bytes) }]);
    assert.match(await page.locator(".notice").textContent(), /picture\.tf is not text/);
    assert.deepEqual(await names(page), ["main.tf"]);
    await type(page, CLUSTER + bucket(WRONG));
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
  });
});

test("what cannot be parsed is named and marked", async () => {
  await visit(shared, { hash: link({ "main.tf": `${CLUSTER}resource "aws_s3_bucket" "logs" {\n  bucket = = "x"\n}\n` }) }, async (page) => {
    assert.match(await headline(page).textContent(), /not everything could be read$/);
    assert.match(await page.locator(".finding.unread").textContent(), /not read.*main\.tf/s);
    assert.ok((await page.locator(".cm-lintRange-error, .cm-lintPoint-error").count()) > 0);
    assert.match(await page.locator(".status .state").textContent(), /^incomplete/);
  });
});

test("files are added, renamed, deleted and brought back", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER + bucket(WRONG) }) }, async (page) => {
    await page.getByRole("button", { name: "Add files" }).click();
    await page.getByRole("menuitem", { name: "New YAML template" }).click();
    await page.keyboard.press("Enter");
    assert.deepEqual(await names(page), ["main.tf", "template.yaml"]);
    await page.locator(".tab-name", { hasText: "main.tf" }).click();
    await page.keyboard.press("F2");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("template.yaml");
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".notice").last().textContent(), /there is a file template\.yaml already/);
    await page.getByRole("button", { name: "Rename main.tf" }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("./logs//cluster.tf");
    await page.keyboard.press("Enter");
    await settled(page);
    assert.deepEqual(await names(page), ["logs/cluster.tf", "template.yaml"]);
    assert.match(await page.locator(".finding").textContent(), /logs\/cluster\.tf:/);
    assert.equal(await squiggles(page).count(), 1);
    await page.locator(".tab.open .tab-name").press("Delete");
    await settled(page);
    assert.deepEqual(await names(page), ["template.yaml"]);
    assert.equal(await headline(page).textContent(), "No log source here");
    await page.getByRole("button", { name: "Bring it back" }).click();
    await settled(page);
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
  });
});

test("a folder is read with its modules, and nothing of other kinds", async () => {
  const folder = await mkdtemp(join(tmpdir(), "msklint-"));
  try {
    await mkdir(join(folder, "modules/cluster"), { recursive: true });
    await writeFile(join(folder, "main.tf"), `module "orders" {\n  source = "./modules/cluster"\n  bucket = aws_s3_bucket.logs.id\n}\n${bucket(WRONG)}`);
    await writeFile(join(folder, "modules/cluster/main.tf"), `variable "bucket" {}\n${CLUSTER.replace("aws_s3_bucket.logs.id", "var.bucket")}`);
    await writeFile(join(folder, "logo.png"), Buffer.from([137, 80, 78, 71, 0]));
    await visit(shared, {}, async (page) => {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Add files" }).click();
      await page.getByRole("menuitem", { name: "Open a folder…" }).click();
      await (await chooser).setFiles(folder);
      await page.locator(".notice", { hasText: "2 files read" }).waitFor();
      await settled(page);
      assert.ok((await names(page)).every((name) => name.endsWith("main.tf")));
      assert.match(await page.locator(".notice").textContent(), /1 file of other kinds passed over/);
      assert.equal(await headline(page).textContent(), "The delivery path is broken");
      assert.match(await page.locator(".source").getAttribute("aria-label"), /module\.orders\.aws_msk_cluster\.orders/);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("of many complaints a part is listed, and the number of the rest", async () => {
  // Of each file twenty are told, and how many more there are.
  const twice = (name) => `resource "aws_sns_topic" "${name}" {\n}\n`.repeat(1_000);
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, number) => [`topics${number}.tf`, twice(`t${number}`)]));
  await visit(shared, { hash: link({ "main.tf": CLUSTER, ...files }) }, async (page) => {
    assert.equal(await page.locator(".finding.unread").count(), 300);
    assert.match(await page.locator(".findings").textContent(), /120 more are not listed/);
    await text(page).click({ position: { x: 5, y: 3 } });
    await page.keyboard.type("# still here\n");
    await settled(page);
  });
});

test("files that are dropped replace an untouched example and join what was written", async () => {
  await visit(shared, {}, async (page) => {
    const drop = (files) =>
      page.evaluate((all) => {
        const data = new DataTransfer();
        for (const [name, content] of Object.entries(all)) data.items.add(new File([content], name));
        const target = document.querySelector("#editor").shadowRoot.querySelector(".cm-content");
        target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
      }, files);
    await drop({ "cluster.tf": CLUSTER });
    await page.locator(".notice", { hasText: "1 file read" }).waitFor();
    assert.deepEqual(await names(page), ["cluster.tf"]);
    await drop({ "bucket.tf": bucket(WRONG) });
    await page.locator(".tab-name", { hasText: "bucket.tf" }).waitFor();
    await settled(page);
    assert.deepEqual(await names(page), ["cluster.tf", "bucket.tf"]);
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
  });
});
