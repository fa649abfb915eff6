// The files as tabs: open, add, rename, delete, and a list of all of them.
import type { Report, Severity } from "msklint";
import { counted, h, replace } from "../dom.ts";
import { shown } from "../editor/marks.ts";
import type { Workspace } from "../workspace.ts";
import { icon } from "./icons.ts";
import { menu } from "./menu.ts";

export interface Hooks {
  /** Something was removed; `undo` brings it back. */
  removed(name: string, undo: () => void): void;
  refuse(message: string): void;
  openFiles(): void;
  openFolder(): void;
}

export class Tabs {
  readonly element = h("div", { class: "tabs" });
  #list = h("ul", { class: "tab-list" });
  #report: Report | undefined;
  #drawn = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly hooks: Hooks,
  ) {
    const add = menu("add", [icon("plus")], "Add files", () => [
      { title: "New Terraform file", act: () => this.#add("main.tf") },
      { title: "New YAML template", act: () => this.#add("template.yaml") },
      { title: "New JSON file", act: () => this.#add("policy.json") },
      { title: "Open files…", act: () => this.hooks.openFiles() },
      { title: "Open a folder…", act: () => this.hooks.openFolder() },
    ]);
    const all = menu("all", [icon("list")], "All files", () =>
      this.workspace.files.map((file) => ({
        title: file.name,
        about: this.#worst(file.name)?.words ?? "",
        act: () => this.workspace.show(file.name),
      })),
    );
    this.element.append(h("nav", { "aria-label": "Files" }, this.#list), add, all);
    workspace.listen((change) => {
      if (change === "project" || change === "files" || change === "open") this.draw();
    });
  }

  report(report: Report): void {
    this.#report = report;
    // Tabs change seldom, and reports come with every keystroke.
    if (this.#state() !== this.#drawn) this.draw();
  }

  #state(): string {
    return this.workspace.files.map((file) => `${file.name}\n${this.#worst(file.name)?.words ?? ""}`).join("\n");
  }

  draw(): void {
    if (this.#list.querySelector("input")) return;
    this.#drawn = this.#state();
    const items = this.workspace.files.map((file) => this.#tab(file.name));
    replace(this.#list, ...items);
    this.#list.querySelector(".open")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #tab(name: string): HTMLElement {
    const open = name === this.workspace.open;
    const worst = this.#worst(name);
    const label = h(
      "button",
      {
        type: "button",
        class: "tab-name",
        "data-key": `tab ${name}`,
        "aria-current": open ? "true" : null,
        title: open ? "F2 renames, Delete removes" : name,
        onclick: () => this.workspace.show(name),
        ondblclick: () => this.#rename(name),
        onkeydown: (event: KeyboardEvent) => this.#key(event, name),
      },
      worst && h("span", { class: `dot dot-${worst.severity}`, role: "img", "aria-label": worst.words }),
      name,
    );
    const tools = [
      h("button", { type: "button", class: "tool", "aria-label": `Rename ${name}`, "data-key": "rename", onclick: () => this.#rename(name) }, icon("pen")),
      h("button", { type: "button", class: "tool", "aria-label": `Delete ${name}`, "data-key": "delete", onclick: () => this.#remove(name) }, icon("cross")),
    ];
    return h("li", { class: open ? "tab open" : "tab" }, label, ...(open ? tools : []));
  }

  #key(event: KeyboardEvent, name: string): void {
    const names = this.workspace.files.map((file) => file.name);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.key === "F2") this.#rename(name);
    else if (event.key === "Delete") this.#remove(name);
    else if (step !== 0) {
      const next = names[(names.indexOf(name) + step + names.length) % names.length];
      if (!next) return;
      this.workspace.show(next);
      this.#focus(next);
    } else return;
    event.preventDefault();
  }

  #focus(name: string): void {
    this.#list.querySelector<HTMLElement>(`[data-key="${CSS.escape(`tab ${name}`)}"]`)?.focus();
  }

  #add(name: string): void {
    const free = this.workspace.free(name);
    this.workspace.add([{ name: free, text: "" }]);
    this.#rename(free);
  }

  #rename(name: string): void {
    const item = this.#list.querySelector(`[data-key="${CSS.escape(`tab ${name}`)}"]`)?.parentElement;
    if (!item) return;
    const field = h("input", { type: "text", value: name, size: Math.max(12, name.length + 2), spellcheck: "false", "aria-label": `New name of ${name}` });
    let done = false;
    const end = (take: boolean) => {
      if (done) return;
      done = true;
      const wrong = take ? this.workspace.rename(name, field.value) : null;
      field.remove();
      if (wrong) this.hooks.refuse(wrong);
      this.draw();
      this.#focus(this.workspace.open);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      else if (event.key === "Escape") end(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("blur", () => end(true));
    item.replaceChildren(field);
    field.focus();
    const dot = name.lastIndexOf(".");
    field.setSelectionRange(name.lastIndexOf("/") + 1, dot > 0 ? dot : name.length);
  }

  #remove(name: string): void {
    const before = this.workspace.project;
    this.workspace.remove(name);
    this.#focus(this.workspace.open);
    this.hooks.removed(name, () => this.workspace.load(before));
  }

  #worst(name: string): { severity: Severity; words: string } | undefined {
    if (!this.#report) return undefined;
    const here = shown(this.#report, this.workspace.settings.least).filter((finding) => finding.at?.path === name);
    if (here.length === 0 && this.#report.problems.length === 0) return undefined;
    const unread = this.#report.problems.some((problem) => problem.path === name);
    if (unread) return { severity: "error", words: "not read" };
    for (const severity of ["error", "warning", "info"] as const) {
      const count = here.filter((finding) => finding.severity === severity).length;
      if (count > 0) return { severity, words: severity === "info" ? `${count} info` : counted(count, severity) };
    }
    return undefined;
  }
}
