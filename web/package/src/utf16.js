/** Offsets as editors count them: the report counts bytes of UTF-8, strings of JavaScript count UTF-16 code units. */

/** Gives every place of the report its `utf16` and `endUtf16`. `texts` are the files that were checked, by path. */
export function addUtf16(report, texts) {
  const byPath = new Map(texts.map(([path, text]) => [plain(path), text]));
  const counters = new Map();
  const counter = (path) => {
    if (!counters.has(path)) counters.set(path, units(byPath.get(path) ?? ""));
    return counters.get(path);
  };
  for (const at of places(report)) {
    const count = counter(at.path);
    at.utf16 = count(at.offset);
    at.endUtf16 = count(at.end_offset);
  }
}

function* places(value) {
  if (value === null || typeof value !== "object") return;
  if (typeof value.end_offset === "number") yield value;
  for (const part of Object.values(value)) yield* places(part);
}

/** The path as the report calls it: without `.`, and without `..` behind a folder. */
function plain(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/");
}

/** Counts the units before a byte of the text. */
export function units(text) {
  // Where each character that is not ASCII ends, in both counts.
  const bytes = [0];
  const ends = [0];
  let more = 0;
  for (const { index, 0: character } of text.matchAll(/[^\x00-\x7f]/gu)) {
    const code = character.codePointAt(0);
    const length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    more += length - character.length;
    ends.push(index + character.length);
    bytes.push(index + character.length + more);
  }
  return (offset) => {
    let low = 0;
    for (let high = bytes.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (bytes[middle] <= offset) low = middle;
      else high = middle;
    }
    // A byte inside of a character belongs to its end.
    return Math.min(ends[low] + offset - bytes[low], ends[low + 1] ?? text.length);
  };
}
