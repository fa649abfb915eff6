// What is being checked: files in order, the one that is open, and the settings. Tells listeners what has changed.
import type { Severity } from "msklint";

export interface File {
  name: string;
  text: string;
}

export interface Settings {
  account: string;
  region: string;
  variables: Record<string, string>;
  parameters: Record<string, string>;
  /** Findings below this severity are not shown. */
  least: Severity;
  ignore: string[];
}

export interface Project {
  files: File[];
  open: string;
  settings: Settings;
}

/** There is always a file to type into. */
const EMPTY = "main.tf";

export type Change = "project" | "files" | "open" | "text" | "settings";

export function settings(given: Partial<Settings> = {}): Settings {
  return { account: "", region: "", variables: {}, parameters: {}, least: "info", ignore: [], ...given };
}

export class Workspace {
  #project: Project = { files: [], open: "", settings: settings() };
  #listeners: ((change: Change) => void)[] = [];
  /** Counts every change that the linter must see. */
  version = 0;
  /** Nothing was changed since an example was opened, so that it may be replaced without a question. */
  untouched = true;

  get files(): readonly File[] {
    return this.#project.files;
  }

  get open(): string {
    return this.#project.open;
  }

  get settings(): Settings {
    return this.#project.settings;
  }

  get project(): Project {
    return structuredClone(this.#project);
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  load(project: Project): void {
    const files = project.files.map((file) => ({ name: file.name, text: lines(file.text) }));
    if (files.length === 0) files.push({ name: EMPTY, text: "" });
    const first = files[0]?.name ?? "";
    const open = files.some((file) => file.name === project.open) ? project.open : first;
    this.#project = { files, open, settings: { ...settings(), ...project.settings } };
    this.untouched = true;
    this.#tell("project");
  }

  text(name: string): string | undefined {
    return this.#find(name)?.text;
  }

  show(name: string): void {
    if (name === this.open || !this.#find(name)) return;
    this.#project.open = name;
    this.#tell("open");
  }

  /** What the editor says; it knows the text already. */
  write(name: string, text: string): void {
    const file = this.#find(name);
    if (!file || file.text === text) return;
    file.text = text;
    this.untouched = false;
    this.#tell("text");
  }

  /** Adds files; those of the same name are replaced. Opens the first of them. */
  add(files: File[]): void {
    for (const { name, text } of files) {
      const there = this.#find(name);
      if (there) there.text = lines(text);
      else this.#project.files.push({ name, text: lines(text) });
    }
    const first = files[0];
    if (first) this.#project.open = first.name;
    this.untouched = false;
    this.#tell("files");
  }

  /** Says what is wrong with the new name, if anything. */
  rename(from: string, to: string): string | null {
    const name = to.trim().split("/").filter((part) => part !== "" && part !== "." && part !== "..").join("/");
    const file = this.#find(from);
    if (!file || name === from) return null;
    if (name === "") return "a file needs a name";
    if (this.#find(name)) return `there is a file \`${name}\` already`;
    file.name = name;
    if (this.open === from) this.#project.open = name;
    this.untouched = false;
    this.#tell("files");
    return null;
  }

  remove(name: string): void {
    const at = this.#project.files.findIndex((file) => file.name === name);
    if (at < 0) return;
    this.#project.files.splice(at, 1);
    if (this.#project.files.length === 0) this.#project.files.push({ name: EMPTY, text: "" });
    if (this.open === name) {
      this.#project.open = (this.#project.files[at] ?? this.#project.files[at - 1])?.name ?? "";
    }
    this.untouched = false;
    this.#tell("files");
  }

  set(change: Partial<Settings>): void {
    this.#project.settings = { ...this.settings, ...change };
    this.#tell("settings");
  }

  /** An empty value is no value. */
  give(kind: "variables" | "parameters", name: string, value: string): void {
    const values = { ...this.settings[kind] };
    if (value === "") delete values[name];
    else values[name] = value;
    this.set({ [kind]: values });
  }

  /** `main.tf`, `main-2.tf`, … whichever is free. */
  free(name: string): string {
    const dot = name.lastIndexOf(".");
    const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
    let found = name;
    for (let number = 2; this.#find(found); number += 1) found = `${stem}-${number}${end}`;
    return found;
  }

  #find(name: string): File | undefined {
    return this.#project.files.find((file) => file.name === name);
  }

  #tell(change: Change): void {
    if (change !== "open") this.version += 1;
    for (const listener of this.#listeners) listener(change);
  }
}

/** The editor knows one kind of line break, and places in the report must be its places. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
