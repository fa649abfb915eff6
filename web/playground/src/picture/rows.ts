// The delivery paths as rows of a drawing: which stations stand in which column, and how far the records certainly get.
import type { Link, LinkKind, LinkVerdict, Path, Scenario } from "msklint";
import { answers, settles, type Input } from "../open.ts";

/** Fixed columns: where to, policy, key, key policy or role, deployer. */
export const COLUMNS: Record<LinkKind, number> = {
  "log-group": 0,
  stream: 0,
  bucket: 0,
  "stream-tag": 1,
  "bucket-policy": 1,
  "log-group-key": 2,
  "bucket-key": 2,
  "stream-role": 3,
  "key-policy": 3,
  deployer: 4,
};

export const WIDTH = 5;

/** What is certain of the records behind a station. */
export type Flow = "sure" | "open" | "cut";

export interface Station {
  key: string;
  link: Link;
  column: number;
  before: Flow;
  settle: Input | undefined;
}

export interface Branch {
  scenario: Scenario;
  words: string;
  /** What to give so that this is the case. */
  value: (Input & { value: string }) | undefined;
}

export interface Row {
  index: number;
  path: Path;
  /** Empty for what is off or not configured. */
  stations: Station[];
  after: Flow;
  branches: Branch[];
}

export interface Group {
  key: string;
  path: Path;
  rows: Row[];
}

/** Log sources that are drawn; beyond that nobody finds anything in a picture. */
export const DRAWN = 80;

const RANK: Record<Flow, number> = { sure: 0, open: 1, cut: 2 };

export function flow(verdict: LinkVerdict): Flow {
  if (verdict === "broken") return "cut";
  return verdict === "ok" || verdict === "not-applicable" ? "sure" : "open";
}

export function groups(paths: Path[]): Group[] {
  const all: Group[] = [];
  paths.forEach((path, index) => {
    const key = `${path.source.root}\n${path.source.address}`;
    const last = all.at(-1);
    if (last?.key === key) last.rows.push(row(path, index));
    else all.push({ key, path, rows: [row(path, index)] });
  });
  return all;
}

function row(path: Path, index: number): Row {
  const stations: Station[] = [];
  let now: Flow = path.state === "unknown" ? "open" : "sure";
  const links = path.verdict === "off" ? [] : path.links;
  for (const link of links) {
    stations.push({ key: `${index}/${link.link}`, link, column: COLUMNS[link.link], before: now, settle: settles(link) });
    const next = flow(link.verdict);
    if (RANK[next] > RANK[now]) now = next;
  }
  return { index, path, stations, after: now, branches: (path.scenarios ?? []).map(branch) };
}

/** The reason without the name of what it is about, where that stands right above it. */
export function reason(link: Link): string {
  const own = `\`${link.address}\` `;
  const short = link.address !== null && link.why.startsWith(own) ? link.why.slice(own.length) : link.why;
  return short.replaceAll("`", "");
}

function branch(scenario: Scenario): Branch {
  const words = scenario.when.map((answer) => `${answer.condition} is ${answer.is}`).join(" and ");
  const [only, second] = scenario.when;
  const value = only && !second ? answers(only.condition, only.is) : undefined;
  return { scenario, words, value };
}
