// Prints what each part of the built page costs, and fails above the budget.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const FOLDER = fileURLToPath(new URL("../dist/", import.meta.url));

/** Scripts and styles that every visitor loads, compressed by gzip, in bytes. The pages of the rules load when one is opened. */
export const BUDGET = 170_000;

export function sizes() {
  const names = readdirSync(FOLDER, { recursive: true }).map(String).sort();
  return names
    .filter((name) => /\.(js|css|html|svg|wasm|woff2)$/.test(name))
    .map((name) => {
      const bytes = readFileSync(join(FOLDER, name));
      const kind = /\.(js|css)$/.test(name) && !/pages-|sw\.js/.test(name) ? "page" : "other";
      return { name, kind, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
    });
}

export function total(all) {
  return all.filter((file) => file.kind === "page").reduce((sum, file) => sum + file.gzip, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = sizes();
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
  console.log(`${"file".padEnd(52)}${"raw".padStart(11)}${"gzip".padStart(11)}${"brotli".padStart(11)}`);
  for (const file of all) console.log(`${file.name.padEnd(52)}${kB(file.raw)}${kB(file.gzip)}${kB(file.brotli)}`);
  const sum = total(all);
  console.log(`scripts and styles of the page: ${kB(sum).trim()} gzip, budget ${kB(BUDGET).trim()}`);
  if (sum > BUDGET) process.exit(1);
}
