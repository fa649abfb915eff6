/** The linter around the WebAssembly module: what goes in and comes out is described in `index.d.ts`. */

import init, { Job, __wbg_reset_state as restart, rules, version } from "../dist/msklint.js";
import { addUtf16 } from "./utf16.js";

export class SettingsError extends Error {
  name = "SettingsError";
}

export class CrashError extends Error {
  name = "CrashError";
}

/** Gives `load`; `here` says where the module lies by itself. */
export function loader(here) {
  let linter;
  const start = async (source) => {
    await init({ module_or_path: (await source) ?? (await here()) });
    return Object.freeze({ version: version(), lint, trace, rules: listed });
  };
  return (source) => {
    linter ??= start(source).catch((error) => {
      linter = undefined;
      throw error;
    });
    return linter;
  };
}

export async function pages() {
  return (await import("../dist/pages.js")).default;
}

function lint(input) {
  return check(input, (_, linted) => linted);
}

function trace(input) {
  return check(input, (checked, linted) => ({ ...linted, mermaid: checked.mermaid() }));
}

function listed() {
  const lines = rules().trimEnd().split("\n");
  return Array.from({ length: lines.length / 3 }, (_, at) => {
    const [name, severity, summary] = lines.slice(3 * at);
    return { name, severity, summary };
  });
}

function check({ files, settings = {} }, answer) {
  const given = options(settings);
  const texts = [...entries(files, "files"), ...given.filter(([option]) => option === "variable_file").map(([, ...it]) => it)];
  const { json, ...rest } = guarded(() => {
    const job = new Job();
    for (const [path, text] of entries(files, "files")) job.file(path, text);
    for (const [option, ...values] of given) job[option](...values);
    const checked = job.check();
    const result = answer(checked, { json: checked.json() });
    checked.free();
    return result;
  });
  const report = JSON.parse(json);
  addUtf16(report, texts);
  return { report, json, ...rest };
}

/** The settings as calls of a job. */
function options(settings) {
  const { variables = {}, variableFiles = {}, parameters = {}, select = [], ignore = [] } = settings;
  const value = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  return [
    ...Object.entries(variables).map(([name, given]) => ["variable", name, text(value(given), `variable ${name}`)]),
    ...entries(variableFiles, "variableFiles").map((it) => ["variable_file", ...it]),
    ...entries(parameters, "parameters").map((it) => ["parameter", ...it]),
    ["today", text(settings.today ?? new Date().toISOString().slice(0, 10), "today")],
    ...(settings.noAllow ? [["no_allow"]] : []),
    ...select.map((rule) => ["select", text(rule, "select")]),
    ...ignore.map((rule) => ["ignore", text(rule, "ignore")]),
    ...["account", "region", "partition"]
      .filter((name) => settings[name] !== undefined && settings[name] !== null)
      .map((name) => [name, text(settings[name], name)]),
  ];
}

function entries(texts, what) {
  return Object.entries(texts).map(([name, given]) => [name, text(given, `${what}: ${name}`)]);
}

function text(given, what) {
  if (typeof given !== "string") throw new TypeError(`${what} is not text`);
  return given;
}

let crashed = false;

/** What the module refuses, it throws as a text. Anything else leaves it in a state that nobody knows. */
function guarded(work) {
  // Not at once: a crash for want of stack would be followed by another one.
  if (crashed) restart();
  crashed = false;
  try {
    return work();
  } catch (error) {
    if (typeof error === "string") throw new SettingsError(error);
    crashed = true;
    throw new CrashError(`this is a bug in msklint: ${error?.message ?? error}`, { cause: error });
  }
}
