// The ready examples show what they promise, and the page of every rule opens with its examples.
import assert from "node:assert/strict";
import test from "node:test";
import { example, headline, house, settled, visit } from "./support.mjs";

const shared = house();

/** Title in the menu, and the link that it is about with its verdict; none for the examples in which all holds. */
const EXAMPLES = [
  ["Three destinations, two mistakes", "bucket policy: broken"],
  ["Three destinations, two mistakes", "tag of the stream: missing"],
  ["Three things left open", "bucket policy: cannot tell"],
  ["An ARN for a name", "log group: broken"],
  ["A key for other groups", "key of the log group: broken"],
  ["A stream with a source of its own", "stream: broken"],
  ["The next apply stops delivery", "tag of the stream: missing"],
  ["The bucket, and none of its objects", "role of the stream: broken"],
  ["An ARN for a bucket", "bucket: broken"],
  ["A prefix that the policy forgets", "bucket policy: broken"],
  ["The key that AWS manages", "key of the bucket: broken"],
  ["A key that admits nobody", "key policy: broken"],
  ["A pipeline without permission", "deployer: broken"],
];

test("every example shows the mistake that it is named for", async () => {
  await visit(shared, {}, async (page) => {
    for (const [title, expected] of EXAMPLES) {
      await example(page, title);
      const labels = await page.locator(".drawing [data-key]").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label").split(".")[0]));
      assert.ok(labels.includes(expected), `${title}: ${labels.join("; ")}`);
    }
  });
});

test("every example is in the menu, in both languages, and two of them deliver", async () => {
  await visit(shared, {}, async (page) => {
    await page.getByRole("button", { name: "Examples" }).click();
    const titles = await page.locator("#menu-examples [role=menuitem] > span:first-child").allTextContents();
    assert.deepEqual(new Set(titles), new Set([...EXAMPLES.map(([title]) => title), "Everything arrives"]));
    assert.deepEqual(await page.locator("#menu-examples .section").allTextContents(), ["Terraform", "CloudFormation"]);
    await page.keyboard.press("Escape");
    for (const about of [/three destinations, all links hold/, /log group and encrypted bucket/]) {
      await example(page, about);
      assert.match(await headline(page).textContent(), /^(All 3|Both) delivery paths deliver$/);
      assert.equal(await page.locator(".finding").count(), 0);
    }
  });
});

test("every rule has a page, whose examples open in the editor", async () => {
  await visit(shared, {}, async (page) => {
    await page.getByRole("tab", { name: "Rules" }).click();
    const names = await page.locator(".rules > ul .plain").allTextContents();
    assert.ok(names.length > 30, `${names.length} rules`);
    for (const name of names) {
      await page.locator(".rules > ul").getByRole("button", { name, exact: true }).click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
      assert.ok((await page.getByRole("button", { name: "Open this example" }).count()) > 0, name);
      await page.getByRole("button", { name: "All rules" }).click();
    }
    await page.locator(".rules > ul").getByRole("button", { name: "bucket-policy-mismatch", exact: true }).click();
    await page.getByRole("button", { name: "Open this example" }).first().click();
    await settled(page);
    assert.equal(await page.locator(".tab").count(), 1);
    assert.doesNotMatch(await page.locator(".cm-content").textContent(), /# finding/);
    await page.getByRole("tab", { name: "Findings" }).click();
    assert.match(await page.locator(".finding").first().textContent(), /bucket-policy-mismatch/);
  });
});
