// The words and marks of the page for the words of the report.
import type { At, Destination, Link, LinkKind, LinkVerdict, Log, Path, SourceKind } from "msklint";

export const DESTINATIONS: Record<Destination, string> = {
  cloudwatch: "CloudWatch Logs",
  firehose: "Data Firehose",
  s3: "Amazon S3",
};

export const LOGS: Record<Log, string> = {
  broker: "broker logs",
  authorizer: "authorizer logs",
  worker: "worker logs",
  replicator: "replicator logs",
};

export const SOURCES: Record<SourceKind, string> = {
  cluster: "cluster",
  "serverless-cluster": "serverless cluster",
  connector: "connector",
  replicator: "replicator",
  module: "module",
  policy: "policy",
};

export const LINKS: Record<LinkKind, string> = {
  "log-group": "log group",
  "log-group-key": "key of the log group",
  stream: "stream",
  "stream-tag": "tag of the stream",
  "stream-role": "role of the stream",
  bucket: "bucket",
  "bucket-policy": "bucket policy",
  "bucket-key": "key of the bucket",
  "key-policy": "key policy",
  deployer: "deployer",
};

export const VERDICTS: Record<LinkVerdict, string> = {
  ok: "ok",
  broken: "broken",
  missing: "missing",
  unknown: "cannot tell",
  "not-applicable": "does not arise",
};

/** How a path ends, in two words. */
export function ending(path: Pick<Path, "state" | "verdict">): string {
  if (path.state === "absent") return "not configured";
  switch (path.verdict) {
    case "delivers":
      return "delivers";
    case "broken":
      return "broken";
    case "unknown":
      return "cannot tell";
    case "off":
      return "switched off";
  }
}

export function place(at: At | null): string {
  return at ? `${at.path}:${at.line}` : "";
}

/** What a screen reader says of a link. */
export function spoken(link: Link): string {
  const where = [link.address, place(link.at)].filter(Boolean).join(", ");
  const told = `${LINKS[link.link]}: ${VERDICTS[link.verdict]}. ${link.why.replaceAll("`", "")}`;
  return where === "" ? told : `${told}. ${where}`;
}

/** What is said of all paths together. */
export function headline(paths: Path[]): string {
  const on = paths.filter((path) => path.verdict !== "off");
  if (paths.length === 0) return "No log source here";
  if (on.length === 0) return "No logs go anywhere";
  const count = (verdict: Path["verdict"]) => on.filter((path) => path.verdict === verdict).length;
  const [broken, open] = [count("broken"), count("unknown")];
  const number = (many: number) => (many === on.length ? (many === 1 ? "The" : many === 2 ? "Both" : `All ${many}`) : `${many} of ${on.length}`);
  const noun = on.length === 1 ? "delivery path" : "delivery paths";
  if (broken > 0) return `${number(broken)} ${noun} ${broken === 1 ? "is" : "are"} broken`;
  if (open > 0) return on.length === 1 ? "Whether the logs arrive is open" : `${number(open)} ${noun} ${open === 1 ? "is" : "are"} open`;
  return on.length === 1 ? "The logs will arrive" : `${number(on.length)} delivery paths deliver`;
}
