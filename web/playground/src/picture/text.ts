// Text for a drawing: how wide it is, cut to a width, and broken into lines.

export type Font = "label" | "name" | "reason" | "verdict" | "source";

const FONTS: Record<Font, string> = {
  label: '600 13px "Atkinson Hyperlegible Next Variable", system-ui, sans-serif',
  name: '400 12px "Atkinson Hyperlegible Mono Variable", ui-monospace, monospace',
  reason: '400 12.5px "Atkinson Hyperlegible Next Variable", system-ui, sans-serif',
  verdict: '650 15px "Atkinson Hyperlegible Next Variable", system-ui, sans-serif',
  source: '600 13px "Atkinson Hyperlegible Mono Variable", ui-monospace, monospace',
};

const context = document.createElement("canvas").getContext("2d");
const widths = new Map<string, number>();

/** Widths that were measured before a font had arrived are wrong. */
export function forget(): void {
  widths.clear();
}

export function width(text: string, font: Font): number {
  const key = font + text;
  let known = widths.get(key);
  if (known === undefined) {
    if (!context) return text.length * 7;
    context.font = FONTS[font];
    known = context.measureText(text).width;
    if (widths.size > 5000) widths.clear();
    widths.set(key, known);
  }
  return known;
}

/** The end of a name says more than its beginning: `…_policy.logs`. */
export function tail(text: string, font: Font, room: number): string {
  if (width(text, font) <= room) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (width(`…${text.slice(middle)}`, font) <= room) high = middle;
    else low = middle + 1;
  }
  return `…${text.slice(low)}`;
}

function head(text: string, font: Font, room: number): string {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(`${text.slice(0, middle).trimEnd()}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}

/** At most `limit` lines; the last one shows that there is more. */
export function wrap(text: string, font: Font, room: number, limit: number): string[] {
  const lines: string[] = [];
  let line = "";
  // A name too long for a line may be broken behind its separators.
  const words = text.split(" ").flatMap((word) => (width(word, font) <= room ? [word] : pieces(word, font, room)));
  for (const [index, word] of words.entries()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (width(longer, font) <= room) line = longer;
    else if (lines.length + 1 === limit) {
      lines.push(head([line, ...words.slice(index)].join(" "), font, room));
      return lines;
    } else {
      if (line !== "") lines.push(line);
      line = word;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

function pieces(word: string, font: Font, room: number): string[] {
  const found: string[] = [];
  let piece = "";
  for (const part of word.split(/(?<=[:/._-])(?=\w)/)) {
    if (width(piece + part, font) <= room) piece += part;
    else {
      if (piece !== "") found.push(piece);
      piece = part;
    }
  }
  found.push(piece);
  return found;
}
