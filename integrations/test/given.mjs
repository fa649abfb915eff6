// Folders of configurations, and runs of msklint over them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** The command under test; `MSKLINT` names another one. */
export const msklint = process.env.MSKLINT ?? join(root, "target/release/msklint");

const broken = `resource "aws_msk_cluster" "NAME" {
  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.NAME.id
      }
    }
  }
}

resource "aws_s3_bucket" "NAME" {
  bucket = "orders-NAME"
}

resource "aws_s3_bucket_policy" "NAME" {
  bucket = aws_s3_bucket.NAME.id
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:PutObject", "s3:GetBucketAcl"]
      Resource  = [aws_s3_bucket.NAME.arn, "\${aws_s3_bucket.NAME.arn}/*"]
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:kafka:eu-west-1:123456789012:cluster/é <&> 🦀/*" } }
    }]
  })
}
`;

const allowed = `# msklint: allow broker-logs-off -- an experiment
resource "aws_msk_cluster" "quiet" {
  cluster_name = "quiet"
}
`;

const clean = `resource "aws_cloudwatch_log_group" "brokers" {
  name = "/msk/orders"
}

resource "aws_msk_cluster" "orders" {
  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }
}
`;

const off = Array.from(
  { length: 30_000 },
  (_, number) => `resource "aws_msk_cluster" "c${number}" {\n  cluster_name = "c"\n}\n`,
).join("");

/** Situations that every format has to stand: text by path. */
export const situations = {
  "findings in files with strange names": {
    "kafka and more/müller#1.tf": broken.replaceAll("NAME", "a"),
    "kafka and more/a&b <c>%20.tf": broken.replaceAll("NAME", "b"),
    "kafka and more/allowed.tf": allowed,
  },
  "no findings": { "main.tf": clean },
  "a file that cannot be read": { "main.tf": `${clean}\nresource "aws_s3_bucket" "x" {\n` },
  "30,000 findings": { "main.tf": off },
};

export function folder(files) {
  const place = mkdtempSync(join(tmpdir(), "msklint-"));
  for (const [path, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  return place;
}

/** What `msklint check` prints in a format. */
export function printed(place, format) {
  const run = spawnSync(msklint, ["check", "--format", format, "."], {
    cwd: place,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, GITHUB_STEP_SUMMARY: "" },
  });
  if (run.error) throw run.error;
  if (![0, 1, 2].includes(run.status)) throw new Error(`exit code ${run.status}: ${run.stderr}`);
  return run.stdout;
}
