// The list of what was found. Leads to the place, and follows the caret.
import type { At, Finding, Report } from "msklint";
import { h, replace, rich, type Child } from "../dom.ts";
import { shown } from "../editor/marks.ts";
import { key, named, title, type Input } from "../open.ts";
import { place } from "../words.ts";
import type { Workspace } from "../workspace.ts";

export interface Hooks {
  go(at: At, others: readonly At[]): void;
  explain(rule: string): void;
  settle(input: Input): void;
  announce(text: string): void;
}

/** Entries of the list, each of findings and of what was not read. */
const MOST = 300;

export class Findings {
  readonly element = h("div", { class: "findings" });
  #report: Report | undefined;
  #list: Finding[] = [];
  #chosen = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly hooks: Hooks,
  ) {}

  get count(): number {
    return this.#list.length + (this.#report?.problems.length ?? 0);
  }

  report(report: Report): void {
    this.#report = report;
    this.draw();
  }

  draw(): void {
    const report = this.#report;
    if (!report) return;
    const rank = { error: 0, warning: 1, info: 2 };
    this.#list = shown(report, this.workspace.settings.least).toSorted((a, b) => rank[a.severity] - rank[b.severity]);
    const hidden = report.findings.length - this.#list.length;
    const left = Math.max(0, this.#list.length - MOST) + Math.max(0, report.problems.length - MOST);
    replace(
      this.element,
      ...this.#problems(report),
      this.#list.length > 0 && h("ul", {}, ...this.#list.slice(0, MOST).map((finding) => this.#item(finding))),
      left > 0 && h("p", { class: "nothing" }, `${left} more are not listed; the exported report has them all`),
      this.count === 0 && h("p", { class: "nothing" }, this.#calm(report)),
      this.#list.length > 1 && h("p", { class: "nothing keys" }, h("kbd", {}, "F8"), " and ", h("kbd", {}, "Shift F8"), " go from one to the next"),
      hidden > 0 && h("p", { class: "nothing" }, `${hidden} below the severity that is chosen under Inputs`),
    );
  }

  /** F8 and Shift-F8: from what was chosen, or from the caret. */
  step(by: 1 | -1): void {
    const all = this.#list.filter((finding) => finding.at);
    if (all.length === 0) return this.hooks.announce("no findings");
    const at = all.findIndex((finding) => finding.fingerprint === this.#chosen);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    if (next) this.#choose(next);
  }

  /** The finding in whose stretch the caret stands. */
  caret(name: string, offset: number): void {
    const here = (at: At | null) => at !== null && at.path === name && at.utf16 <= offset && offset <= at.endUtf16;
    const found = this.#list.find((finding) => finding.fingerprint === this.#chosen && here(finding.at)) ?? this.#list.find((finding) => here(finding.at));
    this.#mark(found?.fingerprint ?? "");
  }

  #choose(finding: Finding): void {
    this.#mark(finding.fingerprint);
    if (finding.at) this.hooks.go(finding.at, finding.labels.map((label) => label.at));
    this.#mark(finding.fingerprint);
    this.hooks.announce(`${finding.severity}: ${finding.message.replaceAll("`", "")}`);
  }

  #mark(fingerprint: string): void {
    this.#chosen = fingerprint;
    for (const item of this.element.querySelectorAll<HTMLElement>("li[data-finding]")) {
      const chosen = item.dataset["finding"] === fingerprint && fingerprint !== "";
      if (chosen && !item.classList.contains("chosen")) item.scrollIntoView({ block: "nearest" });
      item.classList.toggle("chosen", chosen);
    }
  }

  #item(finding: Finding): HTMLElement {
    const { rule, severity, confidence, message, help, at, labels, when } = finding;
    const inputs = confidence === "possible" ? named(help) : [];
    const conditions = when.map((answer) => `\`${answer.condition}\` is ${answer.is}`).join(" and ");
    const chosen = finding.fingerprint === this.#chosen ? " chosen" : "";
    return h(
      "li",
      { class: `finding sev-${severity}${chosen}`, "data-finding": finding.fingerprint },
      h(
        "div",
        { class: "finding-head" },
        h("span", { class: "shape", "aria-hidden": "true" }),
        h("span", { class: "severity" }, confidence === "possible" ? `${severity}, possible` : severity),
        h("button", { type: "button", class: "plain", "data-key": `rule ${finding.fingerprint}`, title: "What this rule is about", onclick: () => this.hooks.explain(rule) }, rule),
      ),
      h(
        "button",
        { type: "button", class: "message", "data-key": `finding ${finding.fingerprint}`, onclick: () => this.#choose(finding) },
        rich(message),
        conditions !== "" && rich(`, when ${conditions}`),
        h("span", { class: "place" }, place(at)),
      ),
      help !== "" && h("p", { class: "help" }, rich(help)),
      labels.length > 0 && this.#labels(finding),
      ...inputs.map((input): Child => h("button", { type: "button", class: "pill", "data-key": `set ${key(input)}`, onclick: () => this.hooks.settle(input) }, `Set ${title(input)}`)),
    );
  }

  #labels(finding: Finding): HTMLElement {
    const entry = (label: { message: string; at: At }) =>
      h("li", {}, h("button", { type: "button", class: "plain", onclick: () => this.hooks.go(label.at, []) }, place(label.at)), " ", rich(label.message));
    return h("details", {}, h("summary", {}, "What it rests on"), h("ul", {}, ...finding.labels.map(entry)));
  }

  #problems(report: Report): Child[] {
    return report.problems.slice(0, MOST).map((problem) => {
      const { at } = problem;
      const go = () => (at ? this.hooks.go(at, []) : this.workspace.show(problem.path));
      return h(
        "div",
        { class: "finding unread" },
        h("div", { class: "finding-head" }, h("span", { class: "shape", "aria-hidden": "true" }), h("span", { class: "severity" }, "not read")),
        h("button", { type: "button", class: "message", onclick: go }, rich(problem.message), h("span", { class: "place" }, at ? place(at) : problem.path)),
      );
    });
  }

  #calm(report: Report): string {
    if (report.paths.length === 0) return "Nothing here writes logs of Amazon MSK.";
    const open = report.paths.some((path) => path.verdict === "unknown");
    return open ? "Nothing is certainly wrong. What cannot be told stands in the picture." : "Nothing found.";
  }
}
