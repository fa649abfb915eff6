// A project as the part of an address behind `#`, which no browser sends to a server: version, dot, deflated JSON.
import { settings, type File, type Project } from "../workspace.ts";

const VERSION = "1.";

/** Longer addresses are cut by mail programs and chats. */
export const LONGEST = 16_000;

/** What a stranger's link may unpack to. */
const LARGEST = 8_000_000;

/** Short names and no defaults: every character is one of the address. */
interface Packed {
  f: [name: string, text: string][];
  o?: number;
  a?: string;
  r?: string;
  v?: Record<string, string>;
  p?: Record<string, string>;
  l?: string;
  i?: string[];
}

export async function encode(project: Project): Promise<string> {
  const bytes = await through(new Blob([JSON.stringify(pack(project))]), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return VERSION + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for what is no project: nothing behind the `#`, another version, a torn link. */
export async function decode(hash: string): Promise<Project | null> {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith(VERSION)) return null;
  try {
    const binary = atob(text.slice(VERSION.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const json = await through(new Blob([bytes]), new DecompressionStream("deflate-raw"), LARGEST);
    return unpack(JSON.parse(new TextDecoder().decode(json)));
  } catch {
    return null;
  }
}

async function through(from: Blob, stream: GenericTransformStream, limit = Infinity): Promise<Uint8Array> {
  const reader = from.stream().pipeThrough<Uint8Array>(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > limit) throw new Error("too large");
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function pack(project: Project): Packed {
  const given = project.settings;
  const packed: Packed = { f: project.files.map((file) => [file.name, file.text]) };
  const open = project.files.findIndex((file) => file.name === project.open);
  if (open > 0) packed.o = open;
  if (given.account !== "") packed.a = given.account;
  if (given.region !== "") packed.r = given.region;
  if (Object.keys(given.variables).length > 0) packed.v = given.variables;
  if (Object.keys(given.parameters).length > 0) packed.p = given.parameters;
  if (given.least !== "info") packed.l = given.least;
  if (given.ignore.length > 0) packed.i = given.ignore;
  return packed;
}

/** Believes nothing of what it is given. */
export function unpack(packed: unknown): Project | null {
  const { f, o, a, r, v, p, l, i } = record(packed);
  if (!Array.isArray(f)) return null;
  const files = f.filter(isFile).map(([name, text]): File => ({ name, text }));
  if (files.length !== f.length || new Set(files.map((file) => file.name)).size !== files.length) return null;
  return {
    files,
    open: (typeof o === "number" ? files[o] : files[0])?.name ?? "",
    settings: settings({
      account: typeof a === "string" ? a : "",
      region: typeof r === "string" ? r : "",
      variables: strings(v),
      parameters: strings(p),
      least: l === "warning" || l === "error" ? l : "info",
      ignore: Array.isArray(i) ? i.filter((name) => typeof name === "string") : [],
    }),
  };
}

function isFile(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === "string") && entry[0] !== "";
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
