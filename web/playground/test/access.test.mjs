// Everybody can use the page: axe and Lighthouse find nothing, in light and dark, on a desk and on a phone.
import assert from "node:assert/strict";
import test from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import lighthouse from "lighthouse";
import { sizes, total, BUDGET } from "../scripts/sizes.mjs";
import { serve } from "../scripts/serve.mjs";
import { example, house, launch, settled, squiggles, visit } from "./support.mjs";

const shared = house();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function clean(page, where) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("\n")}`);
  assert.deepEqual(told, []);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on the desk, ${colorScheme}`, async () => {
    await visit(shared, { context: { colorScheme }, expected: /./ }, async (page) => {
      await clean(page, "begin");
      await squiggles(page).first().hover();
      await page.locator(".cm-tooltip").waitFor();
      await clean(page, "hover");
      await page.mouse.move(0, 0);
      await page.getByRole("button", { name: "As a table" }).click();
      await clean(page, "table");
      await page.getByRole("button", { name: "As a table" }).click();
      await example(page, "Three things left open");
      await page.locator("[data-settle]").click();
      await clean(page, "inputs");
      await page.getByRole("tab", { name: "Rules" }).click();
      await clean(page, "rules");
      await page.getByRole("button", { name: "bucket-policy-mismatch", exact: true }).click();
      await page.getByRole("heading", { name: "Flagged" }).waitFor();
      await clean(page, "page of a rule");
      await page.getByRole("button", { name: "Examples" }).click();
      await clean(page, "menu");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Share" }).click();
      await page.locator("dialog[open]").waitFor();
      await clean(page, "share");
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+f");
    });
  });

  test(`axe finds nothing on a phone, ${colorScheme}, and nothing is wider than it`, async () => {
    await visit(shared, { context: { ...PHONE, colorScheme }, expected: /./ }, async (page) => {
      for (const part of ["Picture", "Files", "Findings"]) {
        await page.getByRole("button", { name: part, exact: true }).tap();
        await clean(page, part);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(wide, 390, part);
      }
      await page.getByRole("button", { name: "Picture", exact: true }).tap();
      await page.getByRole("button", { name: /^bucket policy: broken/ }).tap();
      assert.ok(await page.locator(".cm-content").isVisible());
      assert.match(await page.locator(".cm-activeLine").textContent(), /aws_s3_bucket_policy/);
    });
  });
}

test("everything is reached with the Tab key, and the editor lets it go", async () => {
  await visit(shared, {}, async (page) => {
    const seen = [];
    await page.locator("body").press("Tab");
    for (let step = 0; step < 60; step += 1) {
      seen.push(await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return `${element?.getAttribute("aria-label") ?? element?.textContent ?? ""}`.slice(0, 40);
      }));
      await page.keyboard.press("Tab");
    }
    for (const wanted of [/To the editor/, /Examples/, /Share/, /As a table/, /cluster aws_msk_cluster/, /archive\.tf$/, /editor of archive/, /^Findings/, /bucket-policy-mismatch/]) {
      assert.ok(seen.some((label) => wanted.test(label)), `${wanted}: ${seen.join(" | ")}`);
    }
  });
});

test("nothing moves for those who want it still", async () => {
  await visit(shared, { context: { reducedMotion: "reduce" } }, async (page) => {
    const moving = await page.evaluate(() => document.getAnimations().filter((it) => it.playState === "running" && it.effect?.getTiming().duration !== 0).length);
    assert.equal(moving, 0);
  });
});

test("Lighthouse gives all points for accessibility", async () => {
  const { address, stop } = await serve();
  const port = 20_000 + (process.pid % 20_000);
  const browser = await launch([`--remote-debugging-port=${port}`]);
  try {
    const result = await lighthouse(address, { port, output: "json", onlyCategories: ["accessibility", "best-practices"] });
    const { accessibility, "best-practices": practices } = result.lhr.categories;
    const failed = Object.values(result.lhr.audits).filter((audit) => audit.score !== null && audit.score < 1).map((audit) => `${audit.id}: ${audit.title}`);
    assert.equal(accessibility.score, 1, failed.join("\n"));
    assert.equal(practices.score, 1, failed.join("\n"));
  } finally {
    await browser.close();
    await stop();
  }
});

test("scripts and styles stay within their budget", () => {
  const sum = total(sizes());
  assert.ok(sum > 50_000 && sum <= BUDGET, `${sum} bytes`);
});
