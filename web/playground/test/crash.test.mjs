// A linter that stops takes nothing with it: it is started again, and the page says so.
import assert from "node:assert/strict";
import test from "node:test";
import { bucket, CLUSTER, headline, house, link, RIGHT, settled, type, visit } from "./support.mjs";

const shared = house();
const worker = (page) => page.workers().find((it) => it.url().includes("worker")) ?? page.waitForEvent("worker");
const fail = (it) => it.evaluate(() => void setTimeout(() => { throw new Error("out of order"); }));

test("a worker that fails is started again, and the files are as they were", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER }), expected: /out of order/ }, async (page) => {
    const before = await worker(page);
    const next = page.waitForEvent("worker");
    await fail(before);
    const after = await next;
    assert.match(await page.locator(".notice").textContent(), /stopped and was started again: .*out of order.*Your files are as they were/);
    assert.match(await page.locator(".status .state").textContent(), /started again/);
    await page.getByRole("button", { name: "Check again" }).click();
    await settled(page);
    assert.match(await page.locator(".status .state").textContent(), /1 of 1 file read/);
    await type(page, CLUSTER + bucket(RIGHT));
    assert.equal(await headline(page).textContent(), "The logs will arrive");
    assert.notEqual(after, before);
  });
});

test("a trap in the linter is survived, and the same text is not tried again by itself", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER }), expected: /unreachable/ }, async (page) => {
    await (await worker(page)).evaluate(() => {
      const parse = JSON.parse;
      JSON.parse = () => {
        JSON.parse = parse;
        throw new WebAssembly.RuntimeError("unreachable");
      };
    });
    const next = page.waitForEvent("worker");
    await page.locator(".cm-content").click();
    await page.keyboard.type(" ");
    await next;
    assert.match(await page.locator(".notice").textContent(), /started again/);
    await page.keyboard.type(" ");
    await settled(page);
    assert.match(await page.locator(".status .state").textContent(), /1 of 1 file read/);
  });
});

test("a worker that never answers is given up", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER }), clock: true }, async (page) => {
    await (await worker(page)).evaluate(() => void setTimeout(() => { for (;;); }));
    await page.locator(".cm-content").click();
    await page.keyboard.type(" ");
    const next = page.waitForEvent("worker");
    await page.clock.runFor(21_000);
    await next;
    assert.match(await page.locator(".status .state").textContent(), /did not answer within 20 seconds/);
    await page.keyboard.type(" ");
    await settled(page);
    assert.match(await page.locator(".status .state").textContent(), /1 of 1 file read/);
  });
});

test("a worker that fails again and again is left alone", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER }), expected: /out of order/ }, async (page) => {
    let current = await worker(page);
    for (let time = 0; time < 3; time += 1) {
      const next = page.waitForEvent("worker");
      await fail(current);
      current = await next;
    }
    await fail(current);
    await page.getByRole("button", { name: "Reload the page" }).waitFor();
    assert.match(await page.locator(".status .state").textContent(), /not running/);
  });
});
