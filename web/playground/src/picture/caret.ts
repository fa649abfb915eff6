// Which links the caret stands on: in their evidence, in a finding about them, or in the block that holds them.
import type { At, Finding } from "msklint";
import type { Station } from "./rows.ts";

export interface Caret {
  name: string;
  offset: number;
}

export function under(caret: Caret, stations: Station[], findings: Finding[], text: string): Set<string> {
  const within = tightest(caret, stations);
  if (within.length > 0) return keys(within);
  const about = findings.filter((finding) => covers(finding.at, caret));
  const named = stations.filter(({ link }) => link.verdict !== "ok" && about.some((finding) => mentions(finding, link.address)));
  if (named.length > 0) return keys(named);
  const [from, to] = block(caret, text);
  const inside = ({ link: { at } }: Station) => at !== null && at.path === caret.name && from <= at.utf16 && at.utf16 <= to;
  return keys(stations.filter(inside));
}

function keys(stations: Station[]): Set<string> {
  return new Set(stations.map((station) => station.key));
}

function covers(at: At | null, caret: Caret): at is At {
  return at !== null && at.path === caret.name && at.utf16 <= caret.offset && caret.offset <= at.endUtf16;
}

function tightest(caret: Caret, stations: Station[]): Station[] {
  const sizes = stations.map(({ link: { at } }) => (covers(at, caret) ? at.endUtf16 - at.utf16 : Infinity));
  const least = Math.min(...sizes);
  return least === Infinity ? [] : stations.filter((_, index) => sizes[index] === least);
}

function mentions(finding: Finding, address: string | null): boolean {
  if (address === null) return false;
  const name = `\`${address}\``;
  return finding.message.includes(name) || finding.labels.some((label) => label.message.includes(name));
}

/** The top-level block of Terraform, or the resource of a template, around the caret; nothing between two of them. */
function block(caret: Caret, text: string): [from: number, to: number] {
  const begin = /\.(ya?ml|template)$/.test(caret.name) ? /^ {0,2}[\w"'-]+:/gm : /^\w.*\{[^\n}]*$/gm;
  let from = -1;
  let to = text.length;
  for (const match of text.matchAll(begin)) {
    if (match.index <= caret.offset) from = match.index;
    else {
      to = match.index - 1;
      break;
    }
  }
  const end = begin.source.startsWith("^\\w") ? text.indexOf("\n}", from) : -1;
  if (from < 0 || (end >= 0 && end + 2 < caret.offset)) return [0, -1];
  return [from, end >= 0 ? end + 2 : to];
}
