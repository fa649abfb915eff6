// Makes picture.png, which the README shows: the page as it opens.
import { fileURLToPath } from "node:url";
import { statSync } from "node:fs";
import { launch, settled } from "../test/support.mjs";
import { serve } from "./serve.mjs";

const FILE = fileURLToPath(new URL("../picture.png", import.meta.url));
const LARGEST = 200_000;

const { address, stop } = await serve();
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1360, height: 850 }, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(address);
  await settled(page);
  await page.evaluate(() => document.fonts.ready);
  // The first check of a page includes the start of the linter; what it costs afterwards is what a reader meets.
  await page.locator(".cm-activeLine").click();
  for (const key of ["End", " ", "Backspace", "F8", "Shift+F8"]) await page.keyboard.press(key);
  await settled(page);
  await page.mouse.move(0, 0);
  await page.locator(".picture .at-caret").waitFor();
  await page.screenshot({ path: FILE, caret: "hide" });
} finally {
  await browser.close();
  await stop();
}
const { size } = statSync(FILE);
console.log(`picture.png: ${size} bytes`);
if (size > LARGEST) process.exit(1);
