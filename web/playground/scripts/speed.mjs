// Measures, in Chromium against a local server: an empty cache to the first verdict, and a keystroke to its squiggle.
import { launch, link, settled, CLUSTER, bucket } from "../test/support.mjs";
import { serve } from "./serve.mjs";

const ROUNDS = 9;
const WRONG = "arn:aws:kafka:eu-west-1:111122223333:*";

const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const told = (times) => `median ${middle(times).toFixed(0)} ms, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}`;

/** Forty files of one configuration, as large as real ones. */
function configuration() {
  const files = { "cluster.tf": CLUSTER, "bucket.tf": bucket(WRONG) };
  for (let number = 0; number < 38; number += 1) {
    files[`service-${number}.tf`] = Array.from({ length: 8 }, (_, part) => `resource "aws_security_group_rule" "s${number}_${part}" {
  type              = "ingress"
  from_port         = 9${number % 10}94
  to_port           = 9${number % 10}94
  protocol          = "tcp"
  cidr_blocks       = ["10.${number}.${part}.0/24"]
  security_group_id = aws_security_group.s${number}.id
}
`).join("\n");
  }
  return files;
}

async function cold(browser, address) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const done = () => document.querySelector("main[aria-busy=false]") && (window.verdict = performance.now());
    new MutationObserver((_, it) => done() && it.disconnect()).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
  });
  await page.goto(address);
  const time = await page.waitForFunction(() => window.verdict);
  const value = await time.jsonValue();
  await context.close();
  return value;
}

async function keystrokes(browser, address) {
  const page = await browser.newPage();
  await page.goto(address + link(configuration(), { o: 1 }));
  await settled(page);
  const line = page.locator(".cm-line", { hasText: "SourceArn" });
  await line.click();
  const times = [];
  const lints = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    // Turns the ARN into a right one and back: a squiggle goes, and comes.
    const time = await page.evaluate((round) => {
      const editor = document.querySelector("#editor").shadowRoot;
      const content = editor.querySelector(".cm-content");
      const text = editor.querySelector(".cm-activeLine");
      const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      const [from, to] = round % 2 === 0 ? ["kafka", "logs"] : ["logs", "kafka"];
      while (walk.nextNode() && !walk.currentNode.data.includes(from)) continue;
      const node = walk.currentNode;
      const range = document.createRange();
      range.setStart(node, node.data.indexOf(from));
      range.setEnd(node, node.data.indexOf(from) + from.length);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return new Promise((done) => setTimeout(() => {
        const main = document.querySelector("main");
        const begin = performance.now();
        new MutationObserver((_, it) => {
          if (main.ariaBusy !== "false") return;
          it.disconnect();
          done(performance.now() - begin);
        }).observe(main, { attributes: true, attributeFilter: ["aria-busy"] });
        content.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertText", data: to, bubbles: true, cancelable: true }));
      }, 60));
    }, round);
    times.push(time);
    lints.push(Number(/in ([\d.]+) ms/.exec(await page.locator(".status .state").textContent())?.[1]));
    const wrong = await page.locator(".cm-lintRange-error").count();
    if ((wrong > 0) !== (round % 2 === 1)) throw new Error(`round ${round}: ${wrong} squiggles`);
  }
  await page.close();
  return { times: times.slice(2), lints: lints.slice(2) };
}

const { address, stop } = await serve();
const browser = await launch();
try {
  await cold(browser, address);
  const firsts = [];
  for (let round = 0; round < ROUNDS; round += 1) firsts.push(await cold(browser, address));
  console.log(`empty cache to the first verdict: ${told(firsts)}`);
  const { times, lints } = await keystrokes(browser, address);
  console.log(`keystroke to squiggle, 40 files: ${told(times)}; of these the linter ${told(lints)}`);
} finally {
  await browser.close();
  await stop();
}
