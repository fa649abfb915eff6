// A page in a real browser for each test: it must not ask anybody but the server that it came from.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before } from "node:test";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "../scripts/serve.mjs";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function launch(args = []) {
  const executablePath = PLACES.find((path) => path && existsSync(path));
  assert.ok(executablePath, "no Chromium is installed; CHROMIUM names another place");
  // As root, as in a container, Chromium runs without its sandbox or not at all.
  return chromium.launch({ executablePath, args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...args] });
}

/** The server and the browser of one file of tests. */
export function house() {
  const shared = {};
  before(async () => {
    Object.assign(shared, await serve());
    shared.browser = await launch();
  });
  after(async () => {
    await shared.browser?.close();
    await shared.stop?.();
  });
  return shared;
}

/** The address of a project, made without the code of the page. */
export function link(files, more = {}) {
  const packed = { f: Object.entries(files), ...more };
  return `#1.${deflateRawSync(JSON.stringify(packed)).toString("base64url")}`;
}

/**
 * Opens the page and gives it to `use`. Afterwards: nothing was asked of another server, and nothing was reported on
 * the console, unless `expected` says which complaints belong to the test. With `clock` time passes when the test says so.
 */
export async function visit({ browser, address }, { hash = "", context = {}, expected = /^$/, clock = false }, use) {
  const place = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", ...context });
  if (clock) await place.clock.install();
  const elsewhere = new Set();
  const complaints = [];
  place.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith("blob:") && !url.startsWith("data:")) elsewhere.add(url);
  });
  // What the content policy stopped was never sent; it is a complaint on the console.
  place.on("requestfailed", (request) => {
    if (request.failure()?.errorText === "csp") elsewhere.delete(request.url());
  });
  const page = await place.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  try {
    await page.goto(address + hash);
    await settled(page);
    await use(page, place);
    assert.deepEqual([...elsewhere], [], "requests to other servers");
    assert.deepEqual(complaints.filter((text) => !expected.test(text)), [], "complaints of the page");
  } finally {
    await place.close();
  }
}

/** The newest input was checked and its report is on the page. */
export async function settled(page) {
  await page.locator("main[aria-busy=false]").waitFor({ timeout: 60_000 });
}

export const text = (page) => page.locator(".cm-content");
export const headline = (page) => page.locator(".headline");
export const squiggles = (page) => page.locator(".cm-lintRange");
export const station = (page, key) => page.locator(`.drawing [data-key="${key}"]`);

/** Replaces the whole text of the file that is open. */
export async function type(page, content) {
  await text(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(content);
  await settled(page);
}

export async function example(page, title) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("menuitem", { name: title }).first().click();
  await settled(page);
}

const PROVIDER = `provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

`;

export const RIGHT = "arn:aws:logs:eu-west-1:111122223333:*";

export const CLUSTER = `${PROVIDER}resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
      }
    }
  }
}
`;

/** The same in an account that nothing names. */
export const NOWHERE = CLUSTER.replace(PROVIDER, "");

/** A bucket whose policy admits log delivery under this condition on \`aws:SourceArn\`. */
export function bucket(arn) {
  return `resource "aws_s3_bucket" "logs" {
  bucket = "orders-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:PutObject"]
      Resource  = [aws_s3_bucket.logs.arn, "\${aws_s3_bucket.logs.arn}/*"]
      Condition = { ArnLike = { "aws:SourceArn" = "${arn}" } }
    }]
  })
}
`;
}
