// Colours for Terraform: a scan over one line at a time that knows strings, templates, heredocs and comments.
import { StreamLanguage, type StreamParser, type StringStream } from "@codemirror/language";

/** What the scan is inside of, innermost last. */
type Inside = { kind: "string" | "template" | "comment" } | { kind: "heredoc"; end: string };

interface State {
  stack: Inside[];
  /** A heredoc that begins on the next line. */
  heredoc: string | undefined;
  /** Nothing but blanks before on this line. */
  first: boolean;
}

const BLOCKS = new Set(["resource", "data", "module", "variable", "output", "locals", "provider", "terraform", "moved", "import", "check", "dynamic", "ephemeral", "removed"]);
const WORDS = new Set(["for", "in", "if", "else", "endif", "endfor"]);
const ATOMS = new Set(["true", "false", "null"]);

function token(stream: StringStream, state: State): string | null {
  if (stream.sol()) {
    state.first = true;
    if (state.heredoc !== undefined) {
      state.stack.push({ kind: "heredoc", end: state.heredoc });
      state.heredoc = undefined;
    }
  }
  const inside = state.stack.at(-1);
  if (inside?.kind === "comment") return comment(stream, state);
  if (inside?.kind === "string") return text(stream, state, true);
  if (inside?.kind === "heredoc") {
    if (stream.sol() && stream.string.trim() === inside.end) {
      stream.skipToEnd();
      state.stack.pop();
      return "keyword";
    }
    return text(stream, state, false);
  }
  return code(stream, state);
}

function comment(stream: StringStream, state: State): string {
  if (stream.skipTo("*/")) {
    stream.match("*/");
    state.stack.pop();
  } else stream.skipToEnd();
  return "comment";
}

function text(stream: StringStream, state: State, quoted: boolean): string {
  if (stream.match("${") || stream.match("%{")) {
    state.stack.push({ kind: "template" });
    return "processingInstruction";
  }
  if (quoted && stream.eat('"')) {
    state.stack.pop();
    return "string";
  }
  while (!stream.eol()) {
    if (stream.match("$${") || stream.match("%%{")) continue;
    if (stream.match("${", false) || stream.match("%{", false)) break;
    if (quoted && stream.peek() === '"') break;
    if (stream.next() === "\\" && quoted) stream.next();
  }
  // A quoted string never goes on behind its line.
  if (quoted && stream.eol()) state.stack.pop();
  return "string";
}

function code(stream: StringStream, state: State): string | null {
  if (stream.eatSpace()) return null;
  const first = state.first;
  state.first = false;
  if (stream.match("#") || stream.match("//")) {
    stream.skipToEnd();
    return "comment";
  }
  if (stream.match("/*")) {
    state.stack.push({ kind: "comment" });
    return comment(stream, state);
  }
  if (stream.eat('"')) {
    state.stack.push({ kind: "string" });
    return "string";
  }
  const heredoc = stream.match(/^<<-?([A-Za-z_][\w-]*)/) as RegExpMatchArray | null;
  if (heredoc) {
    state.heredoc = heredoc[1];
    return "keyword";
  }
  if (stream.match(/^\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
  const word = stream.match(/^[A-Za-z_][\w-]*/) as RegExpMatchArray | null;
  if (word) return ofWord(word[0], first, stream);
  if (state.stack.at(-1)?.kind === "template" && stream.eat("}")) {
    state.stack.pop();
    return "processingInstruction";
  }
  // A brace of an object within a template must not close the template.
  if (state.stack.length > 0 && stream.eat("{")) state.stack.push({ kind: "template" });
  else stream.next();
  return null;
}

function ofWord(word: string, first: boolean, stream: StringStream): string {
  if (ATOMS.has(word)) return "atom";
  if (WORDS.has(word)) return "keyword";
  if (stream.match(/^\s*\(/, false)) return "variableName.function";
  if (first && BLOCKS.has(word) && stream.match(/^\s*["{]/, false)) return "keyword";
  if (stream.match(/^\s*=(?![=>])/, false) || (first && stream.match(/^\s*\{/, false))) return "propertyName";
  return "variableName";
}

const parser: StreamParser<State> = {
  name: "hcl",
  startState: () => ({ stack: [], heredoc: undefined, first: true }),
  copyState: (state) => ({ ...state, stack: [...state.stack] }),
  token,
  languageData: { commentTokens: { line: "#", block: { open: "/*", close: "*/" } }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
};

export const hcl = StreamLanguage.define(parser);
