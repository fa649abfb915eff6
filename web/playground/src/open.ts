// Which inputs the report asks for: variables, parameters, account and Region that would settle what it cannot tell.
import type { Link, Path, Report } from "msklint";

export interface Input {
  kind: "variable" | "parameter" | "account" | "region";
  /** Empty for account and Region. */
  name: string;
}

export interface Asked extends Input {
  /** Values that the configuration compares it with. */
  suggestions: Set<string>;
}

export function key(input: Input): string {
  return input.name === "" ? input.kind : `${input.kind} ${input.name}`;
}

export function title(input: Input): string {
  if (input.kind === "account") return "account";
  if (input.kind === "region") return "Region";
  return input.kind === "variable" ? `var.${input.name}` : input.name;
}

const VARIABLE = /(?<![\w.-])var\.([A-Za-z_][\w-]*)/g;
const PARAMETER = /the parameter `([^`]+)` has no value/g;
const OPTION = /`--(var|parameter) ([^=`]+)=…`/g;
const COMPARED = /(?:^|[\s`!(])([A-Za-z]\w*) == "([^"]*)"/g;
const SIDES = /^(?:var\.)?([A-Za-z_][\w-]*) == "([^"$%\\]*)"$/;

/** The inputs that a sentence of the report names. */
export function named(text: string): Input[] {
  const found = new Map<string, Input>();
  const add = (kind: Input["kind"], name = "") => found.set(key({ kind, name }), { kind, name });
  for (const [, name = ""] of text.matchAll(VARIABLE)) add("variable", name);
  for (const [, name = ""] of text.matchAll(PARAMETER)) add("parameter", name);
  for (const [, kind, name = ""] of text.matchAll(OPTION)) add(kind === "var" ? "variable" : "parameter", name);
  for (const [, name = ""] of text.matchAll(COMPARED)) add("parameter", name);
  if (/the account is not known|`--account`/.test(text)) add("account");
  if (/the Region is not known|`--region`/.test(text)) add("region");
  return [...found.values()];
}

/** What would settle this link: the first of the inputs that its reason names. */
export function settles(link: Link): Input | undefined {
  return link.verdict === "unknown" ? named(link.why)[0] : undefined;
}

/** The answer to a condition as a value: `var.on` is true, `Mode == "strict"` is true. */
export function answers(condition: string, is: boolean): (Input & { value: string }) | undefined {
  const bare = /^var\.([A-Za-z_][\w-]*)$/.exec(condition);
  if (bare?.[1]) return { kind: "variable", name: bare[1], value: String(is) };
  const sides = SIDES.exec(condition);
  if (!sides?.[1] || sides[2] === undefined) return undefined;
  const kind = condition.startsWith("var.") ? "variable" : "parameter";
  const opposite: Record<string, string> = { true: "false", false: "true", yes: "no", no: "yes" };
  const value = is ? sides[2] : opposite[sides[2]];
  return value === undefined || value === "" ? undefined : { kind, name: sides[1], value };
}

/** Everything that the report asks for, in its order. */
export function asked(report: Report): Asked[] {
  const all = new Map<string, Asked>();
  const add = (input: Input, ...suggestions: string[]) => {
    const there = all.get(key(input)) ?? { ...input, suggestions: new Set<string>() };
    for (const value of suggestions) there.suggestions.add(value);
    all.set(key(input), there);
  };
  const condition = (text: string) => {
    for (const is of [true, false]) {
      const answer = answers(text, is);
      if (answer) add({ kind: answer.kind, name: answer.name }, answer.value);
    }
    // Both `X` and `X == "a"` are conditions; neither is a sentence.
    for (const input of named(` ${text}`)) add(input);
  };
  for (const path of report.paths) {
    for (const input of ofPath(path)) add(input);
    for (const scenario of path.scenarios ?? []) for (const answer of scenario.when) condition(answer.condition);
  }
  for (const finding of report.findings) {
    for (const answer of finding.when) condition(answer.condition);
    if (finding.confidence === "possible") for (const input of named(finding.help)) add(input);
  }
  return [...all.values()];
}

function ofPath(path: Path): Input[] {
  return path.links.filter((link) => link.verdict === "unknown").flatMap((link) => named(link.why));
}
