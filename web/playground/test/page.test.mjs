// What the page does: from the text to the verdict, and from the picture back to the text.
import assert from "node:assert/strict";
import test from "node:test";
import { bucket, CLUSTER, example, headline, house, link, RIGHT, settled, squiggles, station, text, type, visit } from "./support.mjs";

const shared = house();
const WRONG = "arn:aws:kafka:*:*:cluster/orders/*";

test("the page opens with an example and its verdict", async () => {
  await visit(shared, {}, async (page) => {
    assert.equal(await headline(page).textContent(), "1 of 3 delivery paths is broken");
    assert.equal(await squiggles(page).first().textContent(), "condition {");
    assert.match(await page.locator(".status").textContent(), /Nothing you type leaves this page/);
    assert.match(await page.locator(".status").textContent(), /3 of 3 files read in .* ms/);
  });
});

test("the table holds what the picture shows", async () => {
  await visit(shared, {}, async (page) => {
    const drawn = await page.locator(".drawing [data-key]").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label").split(":")[0]));
    const rows = page.locator(".table tbody tr");
    const listed = await rows.evaluateAll((all) => all.map((row) => row.querySelector("td")?.textContent));
    assert.equal(drawn.length, 12);
    assert.deepEqual(listed, drawn);
    await page.getByRole("button", { name: "As a table" }).click();
    await page.getByRole("button", { name: "archive.tf:37" }).first().click();
    assert.match(await page.locator(".cm-activeLine").textContent(), /aws_s3_bucket_policy/);
  });
});

test("a broken policy that is typed in is marked where it is wrong", async () => {
  await visit(shared, { hash: link({ "main.tf": "" }) }, async (page) => {
    assert.equal(await headline(page).textContent(), "No log source here");
    await type(page, CLUSTER + bucket(WRONG));
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
    assert.equal(await squiggles(page).textContent(), `"aws:SourceArn" = "${WRONG}"`);
    const line = CLUSTER.split("\n").length + bucket(WRONG).split("\n").findIndex((it) => it.includes("SourceArn"));
    assert.equal(await page.locator(".finding .place").textContent(), `main.tf:${line}`);
    await type(page, CLUSTER + bucket(RIGHT));
    assert.equal(await headline(page).textContent(), "The logs will arrive");
    assert.equal(await squiggles(page).count(), 0);
  });
});

test("a hover says what is wrong and what to do, and leads to the page of the rule", async () => {
  await visit(shared, { hash: link({ "main.tf": CLUSTER + bucket(WRONG) }) }, async (page) => {
    await squiggles(page).hover();
    const card = page.locator(".cm-tooltip");
    await card.waitFor();
    assert.match(await card.textContent(), /admits only.*log delivery presents an ARN of CloudWatch Logs/s);
    await card.getByRole("button", { name: "bucket-policy-mismatch" }).click();
    await page.getByRole("heading", { name: "What AWS does" }).waitFor();
  });
});

test("a link of the picture leads to its line, and the caret to the link", async () => {
  await visit(shared, { hash: link({ "bucket.tf": bucket(WRONG), "cluster.tf": CLUSTER }, { o: 1 }) }, async (page) => {
    const policy = station(page, "2/bucket-policy");
    assert.match(await policy.getAttribute("aria-label"), /^bucket policy: broken\. .*bucket\.tf:\d+$/);
    await policy.click();
    assert.equal(await page.locator(".tab.open .tab-name").textContent(), "bucket.tf");
    assert.match(await page.locator(".cm-activeLine").textContent(), /policy/);
    assert.match(await policy.getAttribute("class"), /at-caret/);
    await page.locator(".cm-line", { hasText: "aws_s3_bucket\" \"logs" }).click();
    assert.match(await station(page, "2/bucket").getAttribute("class"), /at-caret/);
    assert.doesNotMatch(await policy.getAttribute("class"), /at-caret/);
    await page.locator(".cm-line", { hasText: "Condition" }).click({ position: { x: 200, y: 8 } });
    assert.match(await policy.getAttribute("class"), /at-caret/);
  });
});

test("a verdict that hangs on inputs is settled one field at a time", async () => {
  await visit(shared, {}, async (page) => {
    await example(page, /Three things left open/);
    assert.equal(await headline(page).textContent(), "Whether the logs arrive is open");
    await page.locator("[data-settle]").click();
    const prefix = page.getByRole("textbox", { name: "var.log_prefix" });
    assert.ok(await prefix.evaluate((field) => field === document.activeElement), "one click to the field");
    await prefix.fill("msk");
    await settled(page);
    await page.getByRole("group", { name: "var.log_to_s3" }).getByLabel("true").check();
    await settled(page);
    assert.match(await station(page, "2/bucket-policy").getAttribute("aria-label"), /cannot tell.*account/);
    await page.getByRole("button", { name: "Set account" }).first().click();
    await page.getByRole("textbox", { name: "Account" }).fill("111122223333");
    await settled(page);
    assert.equal(await headline(page).textContent(), "The logs will arrive");
    await page.getByRole("textbox", { name: "Account" }).fill("444455556666");
    await settled(page);
    assert.equal(await headline(page).textContent(), "The delivery path is broken");
    await page.getByRole("textbox", { name: "Account" }).fill("12");
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /twelve digits/);
  });
});

test("a parameter of a template is a field like a variable", async () => {
  const template = `Parameters:
  LogToS3:
    Type: String
  Key:
    Type: String
Conditions:
  Keep: !Equals [!Ref LogToS3, "true"]
Resources:
  Group:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /msk/ledger
      KmsKeyId: !Ref Key
  Ledger:
    Type: AWS::MSK::Cluster
    Properties:
      LoggingInfo:
        BrokerLogs:
          CloudWatchLogs:
            Enabled: !If [Keep, true, false]
            LogGroup: !Ref Group
`;
  await visit(shared, { hash: link({ "template.yaml": template }) }, async (page) => {
    assert.equal(await headline(page).textContent(), "Whether the logs arrive is open");
    await page.getByRole("button", { name: "set Key", exact: true }).click();
    assert.ok(await page.getByRole("textbox", { name: "Key", exact: true }).evaluate((field) => field === document.activeElement));
    await page.getByRole("group", { name: "LogToS3" }).getByLabel("false").check();
    await settled(page);
    assert.equal(await headline(page).textContent(), "No logs go anywhere");
  });
});

test("an answer to a condition is one click in the picture, and can be taken back", async () => {
  await visit(shared, {}, async (page) => {
    await example(page, /Three things left open/);
    await page.getByRole("button", { name: "suppose if var.log_to_s3 is false: switched off" }).click();
    await settled(page);
    assert.equal(await headline(page).textContent(), "No logs go anywhere");
    await page.getByRole("button", { name: "Leave it open" }).click();
    await settled(page);
    assert.equal(await headline(page).textContent(), "Whether the logs arrive is open");
  });
});

test("F8 goes through the findings of all files, forwards and backwards", async () => {
  await visit(shared, { hash: link({ "a.tf": bucket(WRONG), "b.tf": `${CLUSTER}resource "aws_msk_cluster" "idle" {\n}\n` }, { o: 1 }) }, async (page) => {
    const open = () => page.locator(".tab.open .tab-name").textContent();
    await text(page).click({ position: { x: 5, y: 3 } });
    await page.keyboard.press("F8");
    const first = await open();
    await page.keyboard.press("F8");
    assert.deepEqual([first, await open()], ["a.tf", "b.tf"]);
    await page.keyboard.press("Shift+F8");
    assert.equal(await open(), "a.tf");
    assert.match(await page.locator(".finding.chosen").textContent(), /bucket-policy-mismatch/);
    assert.match(await page.locator(".notices .unseen").textContent(), /^error: /);
  });
});

test("the picture is walked with arrow keys alone", async () => {
  await visit(shared, {}, async (page) => {
    await page.locator('.drawing [tabindex="0"]').focus();
    const at = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
    assert.match(await at(), /^cluster/);
    await page.keyboard.press("ArrowRight");
    assert.match(await at(), /^log group: ok/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.match(await at(), /^bucket: ok/);
    await page.keyboard.press("ArrowRight");
    assert.match(await at(), /^bucket policy: broken/);
    assert.match(await page.locator(".detail").textContent(), /bucket policy to Amazon S3: broken/);
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".cm-activeLine").textContent(), /aws_s3_bucket_policy/);
  });
});

test("findings below the chosen severity, and those of a rule that is off, are not shown", async () => {
  await visit(shared, {}, async (page) => {
    const found = (severity) => page.locator(`.finding.sev-${severity}`).count();
    assert.deepEqual([await found("error"), await found("warning")], [1, 1]);
    await page.getByRole("tab", { name: "Inputs" }).click();
    await page.getByLabel("Findings", { exact: true }).selectOption("error");
    await settled(page);
    assert.deepEqual([await found("error"), await found("warning")], [1, 0]);
    await page.getByRole("tab", { name: "Findings" }).click();
    await page.locator(".finding").getByRole("button", { name: "bucket-policy-mismatch" }).click();
    await page.getByLabel("check this rule").uncheck();
    await settled(page);
    assert.equal(await page.locator(".finding").count(), 0);
    assert.equal(await headline(page).textContent(), "1 of 3 delivery paths is broken");
  });
});
