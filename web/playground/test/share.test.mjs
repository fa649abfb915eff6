// What leaves the page, and what does not: links, files, and the network.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { load } from "msklint";
import { serve } from "../scripts/serve.mjs";
import { bucket, CLUSTER, example, headline, house, launch, link, NOWHERE, RIGHT, settled, type, visit } from "./support.mjs";

const shared = house();
const FILES = { "cluster.tf": `# 🦀 Grüße\n${NOWHERE}`, "bucket.tf": bucket("arn:aws:logs:*:111122223333:*") };

async function saved(page, name) {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name }).click();
  return readFile(await (await download).path(), "utf8");
}

test("a link carries files, settings and verdict", async () => {
  let copied = "";
  let report = "";
  await visit(shared, { hash: link(FILES), context: { permissions: ["clipboard-read", "clipboard-write"] } }, async (page) => {
    await page.getByRole("tab", { name: "Inputs" }).click();
    await page.getByRole("textbox", { name: "Account" }).fill("111122223333");
    await page.getByRole("textbox", { name: "Region" }).fill("eu-west-1");
    await page.locator(".tab-name", { hasText: "bucket.tf" }).click();
    await settled(page);
    report = await saved(page, "Report as JSON");
    await page.getByRole("button", { name: "Share" }).click();
    assert.match(await page.locator("dialog[open]").textContent(), /no server sees it/);
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.getByText("Copied.").waitFor();
    copied = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Close" }).click();
    await page.waitForFunction((text) => location.href === text, copied);
  });
  const [address, hash] = copied.split("#");
  assert.equal(address, shared.address);
  await visit(shared, { hash: `#${hash}` }, async (page) => {
    assert.equal(await page.locator(".tab.open .tab-name").textContent(), "bucket.tf");
    assert.equal(await saved(page, "Report as JSON"), report);
    await page.getByRole("tab", { name: "Inputs" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Account" }).inputValue(), "111122223333");
  });
});

test("the exported report is what the linter says in Node, byte for byte", async () => {
  const linter = await load();
  await visit(shared, { hash: link(FILES) }, async (page) => {
    assert.equal(await saved(page, "Report as JSON"), linter.lint({ files: FILES }).json);
    const told = await saved(page, "Report as Markdown");
    assert.match(told, /^# Log delivery of Amazon MSK\n\nWhether the logs arrive is open\.\n/);
    assert.match(told, /\| \? \| bucket policy \| cannot tell \| `aws_s3_bucket_policy\.logs`, bucket\.tf:\d+ \| the account is not known \|/);
  });
});

test("the exported picture stands by itself", async () => {
  await visit(shared, {}, async (page, context) => {
    const svg = await saved(page, "Picture as SVG");
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(svg, /class=|var\(|data-|light-dark/);
    const other = await context.newPage();
    await other.setContent(`<img alt="">`);
    const size = await other.evaluate(async (text) => {
      const image = document.querySelector("img");
      image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, svg);
    assert.equal(size[0], 1240);
    assert.ok(size[1] > 200);
  });
});

test("a link that somebody opens on the page replaces what is there; a torn one says so", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER }) }, async (page) => {
    await page.evaluate((hash) => void (location.hash = hash), link({ "other.tf": CLUSTER + bucket(RIGHT) }));
    await page.locator(".tab-name", { hasText: "other.tf" }).waitFor();
    await settled(page);
    assert.equal(await headline(page).textContent(), "The logs will arrive");
  });
  for (const hash of ["#1.AAAA", "#2.abc", "#1.%", link({ "a.tf": "" }).slice(0, -3), "#1." + "A".repeat(5000)]) {
    await visit(shared, { hash }, async (page) => {
      assert.match(await page.locator(".notice").textContent(), /torn or of another version/);
      assert.equal(await page.locator(".tab").count(), 3);
    });
  }
});

test("markup in a link stays text", async () => {
  const evil = '<img src=x onerror="document.title=1">';
  await visit(shared, { hash: link({ [`${evil}.tf`]: CLUSTER.replaceAll("aws_s3_bucket.logs.id", `"${evil.replaceAll('"', "'")}"`) }) }, async (page) => {
    assert.equal(await page.locator("img").count(), 1);
    assert.equal(await page.title(), "msklint: will the logs arrive?");
    assert.ok((await page.locator(".tab-name").textContent()).includes(evil));
  });
});

test("the page can reach nobody else, even if it wanted to", async () => {
  await visit(shared, { expected: /Content Security Policy/ }, async (page) => {
    const refused = await page.evaluate(async () => {
      const tries = [() => fetch("https://example.com/"), () => fetch("https://example.com/", { method: "POST", body: "x", mode: "no-cors" })];
      const outcomes = [];
      for (const attempt of tries) {
        try {
          outcomes.push(await attempt());
        } catch {
          outcomes.push("refused");
        }
      }
      outcomes.push(await new Promise((done) => {
        const image = new Image();
        image.onload = () => done("loaded");
        image.onerror = () => done("refused");
        image.src = "https://example.com/x.png";
      }));
      return outcomes;
    });
    assert.deepEqual(refused, ["refused", "refused", "refused"]);
  });
});

test("it works without a network once it was loaded", async () => {
  const { address, stop } = await serve();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await settled(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then((it) => it.active?.state === "activated" || new Promise((done) => it.active?.addEventListener("statechange", done))));
    await stop();
    await page.goto("about:blank");
    await page.goto(address);
    await settled(page);
    await type(page, CLUSTER);
    await page.getByRole("tab", { name: "Rules" }).click();
    await page.getByRole("button", { name: "broker-logs-off", exact: true }).click();
    await page.getByRole("heading", { name: "Why it matters" }).waitFor();
    await example(page, "A key that admits nobody");
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
  } finally {
    await browser.close();
  }
});
