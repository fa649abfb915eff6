/** What the tests share: the workspace, the native command, a browser, a folder that is served. */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const execute = promisify(execFile);

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const packageFolder = join(root, "web/package");

/** Runs a program and gives what it prints. An exit code in `fine` is no failure. */
export async function run(program, args, { cwd = root, fine = [0] } = {}) {
  try {
    return (await execute(program, args, { cwd, maxBuffer: 1 << 28 })).stdout;
  } catch (error) {
    if (fine.includes(error.code)) return error.stdout;
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

/** A new folder that is gone after the test. */
export function emptyFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), "msklint-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The native command of this workspace. */
export async function command() {
  const messages = await run("cargo", ["build", "--quiet", "--package", "msklint", "--message-format", "json"]);
  const built = messages.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return built.findLast((message) => message.executable).executable;
}

/** The folders that lie directly in one of the workspace. */
export function foldersIn(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, folder, name));
}

/** Everything in a folder, by path. */
export function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const path = (entry) => join(entry.parentPath, entry.name);
  return Object.fromEntries(
    entries.map((entry) => [relative(folder, path(entry)).split(sep).join("/"), readFileSync(path(entry), "utf8")]),
  );
}

export async function browser(test) {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = found.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("there is no Chromium; CHROMIUM may say where it lies");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  test.after(() => browser.close());
  return browser;
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a folder and gives its address. Pages may load from there and nowhere else. */
export async function serve(test, folder) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (!path.startsWith(folder) || !existsSync(path)) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
    response.setHeader("content-security-policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
    response.end(readFileSync(path));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  test.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}
