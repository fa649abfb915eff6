// What the configuration leaves open, as fields: variables, parameters, account and Region; and which findings to show.
import type { Report, Severity } from "msklint";
import { h, rich } from "../dom.ts";
import { asked, key, title, type Asked, type Input } from "../open.ts";
import type { Workspace } from "../workspace.ts";

function idOf(input: Input): string {
  return key(input).replace(" ", "-");
}

export class Inputs {
  readonly element = h("div", { class: "inputs" });
  #open = h("div", { class: "fields" });
  #note = h("p", { class: "note" });
  #wrong = h("p", { class: "wrong", role: "alert", hidden: true });
  #fields = new Map<string, HTMLElement>();
  #asked: Asked[] = [];
  #account: HTMLInputElement;
  #region: HTMLInputElement;
  #least: HTMLSelectElement;

  constructor(private readonly workspace: Workspace) {
    this.#account = field("account", "twelve digits", (value) => workspace.set({ account: value }));
    this.#account.inputMode = "numeric";
    this.#region = field("region", "eu-central-1", (value) => workspace.set({ region: value }));
    const choices: [Severity, string][] = [
      ["info", "everything"],
      ["warning", "errors and warnings"],
      ["error", "errors only"],
    ];
    this.#least = h("select", { id: "input-least" }, ...choices.map(([value, words]) => h("option", { value }, words)));
    this.#least.addEventListener("change", () => workspace.set({ least: this.#least.value as Severity }));
    this.element.append(
      this.#wrong,
      h("h3", {}, "Left open"),
      this.#note,
      this.#open,
      h("h3", {}, "Where it is deployed"),
      h("div", { class: "fields" }, labelled("account", "Account", this.#account), labelled("region", "Region", this.#region)),
      h("h3", {}, "What is shown"),
      h("div", { class: "fields" }, labelled("least", "Findings", this.#least)),
    );
    workspace.listen((change) => {
      if (change === "project") this.#fields.clear();
      if (change === "project" || change === "settings") this.#fill();
    });
  }

  /** How many fields wait for a value. */
  get waiting(): number {
    return this.#asked.filter((input) => this.#value(input) === "").length;
  }

  report(report: Report): void {
    this.#asked = asked(report);
    this.refused("");
    this.#fill();
  }

  refused(message: string): void {
    this.#wrong.hidden = message === "";
    this.#wrong.replaceChildren(rich(message));
  }

  focus(input: Input): void {
    const id = `input-${idOf(input)}`;
    const field = document.getElementById(id) ?? this.element.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"] input`);
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  }

  #value(input: Input): string {
    const { settings } = this.workspace;
    if (input.kind === "account") return settings.account;
    if (input.kind === "region") return settings.region;
    return (input.kind === "variable" ? settings.variables : settings.parameters)[input.name] ?? "";
  }

  /** Fields that are there stay as they are: somebody may be typing into them. */
  #fill(): void {
    const { settings } = this.workspace;
    const given: Asked[] = [
      ...Object.keys(settings.variables).map((name): Asked => ({ kind: "variable", name, suggestions: new Set() })),
      ...Object.keys(settings.parameters).map((name): Asked => ({ kind: "parameter", name, suggestions: new Set() })),
    ];
    const wanted = new Map<string, Asked>();
    for (const input of [...this.#asked, ...given]) {
      if (input.name !== "" && !wanted.has(key(input))) wanted.set(key(input), input);
    }
    for (const [id, element] of this.#fields) {
      if (wanted.has(id) || element.contains(document.activeElement)) continue;
      element.remove();
      this.#fields.delete(id);
    }
    for (const [id, input] of wanted) {
      let element = this.#fields.get(id);
      if (!element) {
        element = this.#field(input);
        this.#fields.set(id, element);
        this.#open.append(element);
      }
      update(element, this.#value(input));
    }
    const needed = new Set(this.#asked.map((input) => input.kind));
    for (const [kind, element] of [["account", this.#account], ["region", this.#region]] as const) {
      if (document.activeElement !== element) element.value = settings[kind];
      element.parentElement?.classList.toggle("asked", needed.has(kind) && settings[kind] === "");
    }
    this.#least.value = settings.least;
    const some = this.#fields.size > 0;
    const outer = [...needed].filter((kind) => kind === "account" || kind === "region").length > 0;
    this.#note.textContent = some
      ? "The verdict hangs on these. An empty field stays open."
      : outer
        ? "No variable and no parameter, but what is marked below."
        : "The report asks for no variable and no parameter.";
  }

  #field(input: Asked): HTMLElement {
    const kind = input.kind === "variable" ? "variables" : "parameters";
    const give = (value: string) => this.workspace.give(kind, input.name, value);
    const id = idOf(input);
    const values = [...input.suggestions];
    const isChoice = values.length === 2 && values.includes("true") && values.includes("false");
    if (!isChoice) {
      const made = field(id, "no value", give);
      const line = labelled(id, title(input), made);
      if (values.length > 0) {
        const list = h("datalist", { id: `list-${id}` }, ...values.map((value) => h("option", { value })));
        made.setAttribute("list", list.id);
        line.append(list);
      }
      return line;
    }
    const option = (value: string, words: string) =>
      h("label", {}, h("input", { type: "radio", name: `input-${id}`, value, onchange: () => give(value) }), words);
    return h(
      "fieldset",
      { class: "field choice", "data-field": `input-${id}` },
      h("legend", {}, title(input)),
      option("", "open"),
      option("true", "true"),
      option("false", "false"),
    );
  }
}

function field(id: string, hint: string, give: (value: string) => void): HTMLInputElement {
  const made = h("input", { type: "text", id: `input-${id}`, placeholder: hint, autocomplete: "off", spellcheck: "false", autocapitalize: "off" });
  made.addEventListener("input", () => give(made.value.trim()));
  return made;
}

function labelled(id: string, words: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "field" }, h("label", { for: `input-${id}`, class: id.includes("-") ? "code" : null }, words), control);
}

function update(element: HTMLElement, value: string): void {
  const radio = element.querySelector<HTMLInputElement>(`input[type=radio][value="${CSS.escape(value)}"]`);
  if (radio) radio.checked = true;
  const text = element.querySelector<HTMLInputElement>("input[type=text]");
  if (text && text !== document.activeElement) text.value = value;
}
