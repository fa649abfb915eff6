// Asks the worker and hands its newest report on. Starts the worker again when it stops or does not answer.
import type { Report, Rule, Settings } from "msklint";

export interface Question {
  id: number;
  /** Forget what was sent before. */
  all: boolean;
  changed: [name: string, text: string][];
  removed: string[];
  settings: Settings;
}

export type Answer =
  | { kind: "ready"; version: string; rules: Rule[] }
  | { kind: "failed"; message: string }
  | { kind: "report"; id: number; report: Report; json: string; took: number }
  | { kind: "settings" | "crash"; id: number; message: string };

export interface Listener {
  ready(version: string, rules: Rule[]): void;
  /** Of the newest question. */
  report(report: Report, json: string, took: number): void;
  /** Something in the settings is wrong; the last report still stands. */
  refused(message: string): void;
  /** The worker was started again. The input is not tried a second time by itself. */
  restarted(why: string): void;
  /** The linter could not be loaded. */
  failed(message: string): void;
}

/** Milliseconds after which a worker without an answer is given up. */
const PATIENCE = 20_000;

/** Restarts in a row without a report in between, after which it is left at that. */
const ATTEMPTS = 3;

export class LinterClient {
  #worker: Worker;
  #sent = new Map<string, string>();
  #fresh = true;
  #id = 0;
  #busy = false;
  #crashes = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #waiting: { files: readonly { name: string; text: string }[]; settings: Settings } | undefined;

  constructor(private readonly listener: Listener) {
    this.#worker = this.#start();
  }

  /** Checks these files; a question that waits while the worker is busy gives way to a newer one. */
  ask(files: readonly { name: string; text: string }[], settings: Settings): void {
    this.#waiting = { files, settings };
    if (!this.#busy) this.#send();
  }

  #send(): void {
    const next = this.#waiting;
    if (!next) return;
    this.#waiting = undefined;
    const names = new Set(next.files.map((file) => file.name));
    const changed = next.files.filter((file) => this.#sent.get(file.name) !== file.text);
    const removed = [...this.#sent.keys()].filter((name) => !names.has(name));
    for (const name of removed) this.#sent.delete(name);
    for (const file of changed) this.#sent.set(file.name, file.text);
    this.#id += 1;
    this.#worker.postMessage({
      id: this.#id,
      all: this.#fresh,
      changed: changed.map((file) => [file.name, file.text]),
      removed,
      settings: next.settings,
    } satisfies Question);
    this.#fresh = false;
    this.#busy = true;
    this.#alarm = setTimeout(() => this.#restart(`it did not answer within ${PATIENCE / 1000} seconds`), PATIENCE);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<Answer>) => this.#hear(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#restart(event.message || "it could not be started");
    };
    return worker;
  }

  #hear(answer: Answer): void {
    if (answer.kind === "ready") return this.listener.ready(answer.version, answer.rules);
    if (answer.kind === "failed") {
      clearTimeout(this.#alarm);
      return this.listener.failed(answer.message);
    }
    if (answer.id !== this.#id) return;
    clearTimeout(this.#alarm);
    this.#busy = false;
    const isNewest = !this.#waiting;
    if (answer.kind === "report") {
      this.#crashes = 0;
      if (isNewest) this.listener.report(answer.report, answer.json, answer.took);
    } else if (answer.kind === "settings") {
      if (isNewest) this.listener.refused(answer.message);
    } else {
      return this.#restart(answer.message);
    }
    this.#send();
  }

  #restart(why: string): void {
    clearTimeout(this.#alarm);
    this.#worker.terminate();
    this.#sent.clear();
    this.#fresh = true;
    this.#busy = false;
    this.#crashes += 1;
    if (this.#crashes > ATTEMPTS) {
      this.#busy = true;
      return this.listener.failed(why);
    }
    this.#worker = this.#start();
    this.listener.restarted(why);
    this.#send();
  }
}
