// The linter, beside the page. Keeps the texts, so that a keystroke sends one file.
import { CrashError, load, SettingsError, type Linter } from "msklint";
import type { Answer, Question } from "./linter.ts";

const port = globalThis as unknown as {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Question>) => void) | null;
};

const texts = new Map<string, string>();
let linter: Linter | undefined;
let last: Question | undefined;

/** The newest question; older ones that were not begun are taken in and not answered. */
function take(question: Question): void {
  if (question.all) texts.clear();
  for (const name of question.removed) texts.delete(name);
  for (const [name, text] of question.changed) texts.set(name, text);
  last = question;
  if (linter) answer(linter);
}

function answer(linter: Linter): void {
  const question = last;
  if (!question) return;
  last = undefined;
  const begin = performance.now();
  try {
    const { report, json } = linter.lint({ files: Object.fromEntries(texts), settings: question.settings });
    port.postMessage({ kind: "report", id: question.id, report, json, took: performance.now() - begin });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof SettingsError ? "settings" : error instanceof CrashError ? "crash" : undefined;
    // Whatever else it is, this worker is not to be trusted any longer.
    if (!kind) throw error;
    port.postMessage({ kind, id: question.id, message });
  }
}

port.onmessage = (event) => take(event.data);

load().then(
  (loaded) => {
    linter = loaded;
    port.postMessage({ kind: "ready", version: loaded.version, rules: loaded.rules() });
    answer(loaded);
  },
  (error: unknown) => port.postMessage({ kind: "failed", message: String(error) }),
);
