// The rules and their pages, whose examples open in the editor.
import { pages, type Rule } from "msklint";
import { h, replace, type Child } from "../dom.ts";
import { page, type Block } from "../markdown.ts";
import { settings, type Project, type Workspace } from "../workspace.ts";

export interface Hooks {
  open(project: Project, title: string): void;
}

const NAMES: Record<string, string> = { hcl: "main.tf", yaml: "template.yaml", json: "template.json" };

export class Rules {
  readonly element = h("div", { class: "rules" });
  #rules: Rule[] = [];
  #shown = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly hooks: Hooks,
  ) {
    workspace.listen((change) => {
      if (change === "settings" || change === "project") this.#switches();
    });
  }

  ready(rules: Rule[]): void {
    this.#rules = rules;
    if (this.#shown === "") this.list();
  }

  list(): void {
    this.#shown = "";
    const item = (rule: Rule) =>
      h(
        "li",
        {},
        h("button", { type: "button", class: "plain", "data-key": `rule ${rule.name}`, onclick: () => void this.show(rule.name) }, rule.name),
        h("span", { class: `tag tag-${rule.severity}` }, rule.severity),
        h("p", {}, rule.summary),
      );
    replace(this.element, h("p", { class: "note" }, "Each page says why it matters and what AWS does, with examples to open."), h("ul", {}, ...this.#rules.map(item)));
    this.element.parentElement?.scrollTo(0, 0);
  }

  async show(name: string): Promise<void> {
    this.#shown = name;
    let text: string | undefined;
    try {
      text = (await pages())[name];
    } catch {
      text = undefined;
    }
    if (this.#shown !== name) return;
    const back = h("button", { type: "button", class: "plain", onclick: () => this.list() }, "All rules");
    const body: Child = text === undefined ? h("p", {}, `The page of ${name} could not be loaded.`) : page(text, (block) => this.#example(block, name));
    const check = h("input", { type: "checkbox", "data-rule": name });
    check.addEventListener("change", () => {
      const others = this.workspace.settings.ignore.filter((other) => other !== name);
      this.workspace.set({ ignore: check.checked ? others : [...others, name] });
    });
    const severity = this.#rules.find((rule) => rule.name === name)?.severity;
    replace(
      this.element,
      h("div", { class: "rule-bar" }, back, severity && h("span", { class: `tag tag-${severity}` }, severity), h("label", {}, check, "check this rule")),
      h("article", { "aria-label": `page of ${name}` }, body),
    );
    this.#switches();
    this.element.parentElement?.scrollTo(0, 0);
    back.focus({ preventScroll: true });
  }

  #switches(): void {
    for (const box of this.element.querySelectorAll<HTMLInputElement>("input[data-rule]")) {
      box.checked = !this.workspace.settings.ignore.includes(box.dataset["rule"] ?? "");
    }
  }

  #example(block: Block, rule: string): Child {
    const name = NAMES[block.language];
    const text = block.text.replace(/[ \t]*# (finding|possible)$/gm, "");
    const code = h("pre", { tabindex: 0, role: "group", "aria-label": "example" }, h("code", {}, text.trimEnd()));
    if (!name) return h("div", { class: "example" }, code);
    const project = (): Project => ({ files: [{ name, text }], open: name, settings: settings() });
    const open = () => this.hooks.open(project(), `${rule}: ${block.section.toLowerCase()}`);
    return h("div", { class: "example" }, h("button", { type: "button", class: "pill", onclick: open }, "Open this example"), code);
  }
}
