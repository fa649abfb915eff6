// Which colours a file gets: by its name, and a template without a telling name by how it begins.
import { StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { hcl } from "./hcl.ts";

/** Enough of YAML for templates; a block scalar is coloured as what it may hold. */
const yaml = StreamLanguage.define<null>({
  name: "yaml",
  token(stream) {
    if (stream.eatSpace()) return null;
    const previous = stream.pos === 0 ? " " : stream.string.charAt(stream.pos - 1);
    if (/\s/.test(previous) && stream.eat("#")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/)) return stream.match(/^\s*:(\s|$)/, false) ? "propertyName" : "string";
    if (stream.match(/^![\w:]*/)) return "keyword";
    if (stream.match(/^[&*][\w-]+/)) return "atom";
    if (stream.match(/^[\w$][\w.:/$-]*?(?=\s*:(\s|$))/)) return "propertyName";
    if (stream.match(/^(?:true|false|null|yes|no|~|-?\d+(?:\.\d+)?)(?=\s*(?:[,\]}#]|$))/)) return "atom";
    if (stream.match(/^[\w$][^\s,\]}#"']*/)) return "string";
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" } },
});

const json = StreamLanguage.define<null>({
  name: "json",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return stream.match(/^\s*:/, false) ? "propertyName" : "string";
    if (stream.match(/^-?\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
    if (stream.match(/^(true|false|null)\b/)) return "atom";
    stream.next();
    return null;
  },
  languageData: { closeBrackets: { brackets: ["[", "{", '"'] } },
});

export function language(name: string, text: string): Extension {
  if (/\.(tf|tofu|hcl|tfvars)$/.test(name)) return hcl;
  if (/\.json$/.test(name)) return json;
  if (/\.(ya?ml|template)$/.test(name)) return /^\s*\{/.test(text.slice(0, 200)) ? json : yaml;
  return [];
}
