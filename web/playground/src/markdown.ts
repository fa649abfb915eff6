// The pages of the rules as elements: the Markdown that they use, and no more.
import { h, type Child } from "./dom.ts";

export interface Block {
  kind: "example";
  language: string;
  text: string;
  /** The sentence before it, and the heading above it. */
  about: string;
  section: string;
}

/** A page in elements; each example goes through `example`. */
export function page(text: string, example: (block: Block) => Child): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  let [section, about] = ["", ""];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (line.startsWith("```")) {
      const end = lines.indexOf("```", at + 1);
      const stop = end < 0 ? lines.length : end;
      const code = lines.slice(at + 1, stop).join("\n");
      const made = example({ kind: "example", language: line.slice(3).trim(), text: `${code}\n`, about, section });
      if (made) fragment.append(made);
      at = stop + 1;
    } else if (heading?.[1] && heading[2] !== undefined) {
      section = heading[2];
      const level = (["h2", "h3", "h4", "h4"] as const)[heading[1].length - 1] ?? "h4";
      fragment.append(h(level, {}, inline(heading[2])));
      at += 1;
    } else if (line.startsWith("|")) {
      const stop = until(lines, at, (other) => !other.startsWith("|"));
      fragment.append(grid(lines.slice(at, stop)));
      at = stop;
    } else if (/^[-*] /.test(line)) {
      const stop = until(lines, at, (other) => other.trim() === "");
      const items = lines.slice(at, stop).join("\n").split(/\n?^[-*] /m).slice(1);
      fragment.append(h("ul", {}, ...items.map((item) => h("li", {}, inline(item.replaceAll("\n", " "))))));
      at = stop;
    } else if (line.trim() === "") at += 1;
    else {
      const stop = until(lines, at, (other) => other.trim() === "" || /^(```|\||#)/.test(other));
      about = lines.slice(at, stop).join(" ");
      fragment.append(h("p", {}, inline(about)));
      at = stop;
    }
  }
  return fragment;
}

function until(lines: string[], from: number, ends: (line: string) => boolean): number {
  const found = lines.findIndex((line, index) => index > from && ends(line));
  return found < 0 ? lines.length : found;
}

function grid(lines: string[]): HTMLElement {
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|$/.test(line)).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const [head = [], ...body] = rows;
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, inline(cell))))),
    h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, inline(cell)))))),
  );
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "table" }, table);
}

/** Code, emphasis and the words of links; the page leads nowhere else. */
function inline(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|\[[^\]]+\]\([^)]+\))/)) {
    if (part.startsWith("`") && part.length > 2) fragment.append(h("code", {}, part.slice(1, -1)));
    else if (part.startsWith("**") && part.length > 4) fragment.append(h("strong", {}, part.slice(2, -2)));
    else if (/^\*[^*]+\*$/.test(part)) fragment.append(h("em", {}, part.slice(1, -1)));
    else if (/^\[.*\)$/.test(part)) fragment.append(part.slice(1, part.indexOf("](")));
    else fragment.append(part);
  }
  return fragment;
}
