// The panel at the side: findings, inputs and rules, one at a time.
import { h } from "../dom.ts";

export type Part = "findings" | "inputs" | "rules";

const TITLES: Record<Part, string> = { findings: "Findings", inputs: "Inputs", rules: "Rules" };

export class Side {
  readonly element: HTMLElement;
  #tabs = new Map<Part, HTMLButtonElement>();
  #panels = new Map<Part, HTMLElement>();

  constructor(parts: Record<Part, HTMLElement>) {
    const names = Object.keys(parts) as Part[];
    for (const name of names) {
      const tab = h(
        "button",
        { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.show(name) },
        TITLES[name],
        h("span", { class: "badge" }),
      );
      tab.addEventListener("keydown", (event) => this.#key(event, name, names));
      this.#tabs.set(name, tab);
      this.#panels.set(name, h("div", { class: "panel", role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: 0 }, parts[name]));
    }
    const list = h("div", { class: "side-tabs", role: "tablist", "aria-label": "What msklint says" }, ...this.#tabs.values());
    this.element = h("section", { class: "side", "aria-label": "Findings, inputs and rules" }, list, ...this.#panels.values());
    this.show("findings");
  }

  show(part: Part): void {
    for (const [name, tab] of this.#tabs) {
      tab.setAttribute("aria-selected", String(name === part));
      tab.tabIndex = name === part ? 0 : -1;
      const panel = this.#panels.get(name);
      if (panel) panel.hidden = name !== part;
    }
  }

  badge(part: Part, text: string): void {
    const badge = this.#tabs.get(part)?.querySelector(".badge");
    if (badge && badge.textContent !== text) badge.textContent = text;
  }

  #key(event: KeyboardEvent, name: Part, names: Part[]): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    this.show(next);
    this.#tabs.get(next)?.focus();
  }
}
