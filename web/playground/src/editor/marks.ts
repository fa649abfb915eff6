// Findings as squiggles and gutter marks, their hover cards, and the soft ground under the evidence that is looked at.
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { StateEffect, StateField, type EditorState, type Text } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Finding, Problem, Report, Severity } from "msklint";
import { h, rich } from "../dom.ts";

/** Marks in one file. */
const MOST = 2_000;

/** Findings that are shown, the worst first; files that could not be read count as errors. */
export function shown(report: Report, least: Severity): Finding[] {
  const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
  return report.findings.filter((finding) => rank[finding.severity] <= rank[least]);
}

/** What stands in the margins of one file. */
export function diagnostics(
  report: Report,
  least: Severity,
  name: string,
  text: Text,
  explain: (rule: string) => void,
): Diagnostic[] {
  const all: Diagnostic[] = [];
  for (const finding of shown(report, least)) {
    if (finding.at?.path !== name) continue;
    const { from, to } = stretch(finding.at, text);
    const severity = finding.severity;
    all.push({ from, to, severity, message: finding.message, renderMessage: () => card(finding, explain) });
  }
  for (const problem of report.problems) {
    if (problem.path !== name) continue;
    const { from, to } = problem.at ? stretch(problem.at, text) : { from: 0, to: 0 };
    all.push({ from, to, severity: "error", message: problem.message, renderMessage: () => unread(problem) });
  }
  // More than a reader looks at; the list says how many there are.
  return all.slice(0, MOST).sort((a, b) => a.from - b.from);
}

/** Of what goes over several lines the first: a squiggle under a whole block says nothing. */
function stretch(at: { utf16: number; endUtf16: number }, text: Text): { from: number; to: number } {
  const from = Math.min(at.utf16, text.length);
  const line = text.lineAt(from);
  const to = Math.min(at.endUtf16, line.to);
  return { from, to: Math.max(from, from + line.text.slice(from - line.from, to - line.from).trimEnd().length) };
}

function card(finding: Finding, explain: (rule: string) => void): HTMLElement {
  const sure = finding.confidence === "certain" ? "" : ", possible";
  const rule = h("button", { type: "button", onclick: () => explain(finding.rule) }, finding.rule);
  return h(
    "div",
    {},
    h("div", { class: "hover-rule" }, h("strong", {}, finding.severity + sure), rule),
    h("div", { class: "hover-message" }, rich(finding.message)),
    finding.help !== "" && h("div", { class: "hover-help" }, rich(finding.help)),
  );
}

function unread(problem: Problem): HTMLElement {
  return h("div", {}, h("div", { class: "hover-rule" }, h("strong", {}, "not read")), h("div", { class: "hover-message" }, rich(problem.message)));
}

export function mark(view: EditorView, all: Diagnostic[]): void {
  view.dispatch(setDiagnostics(view.state, all));
}

/** The stretches that are looked at; an empty list takes the ground away. */
export const look = StateEffect.define<{ from: number; to: number }[]>();

const ground = Decoration.line({ class: "cm-evidence" });

export const evidence = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = transaction.docChanged ? Decoration.none : before;
    for (const effect of transaction.effects) {
      if (effect.is(look)) now = under(transaction.state, effect.value);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function under(state: EditorState, stretches: { from: number; to: number }[]): DecorationSet {
  const starts = new Set<number>();
  for (const { from, to } of stretches) {
    const last = state.doc.lineAt(Math.min(to, state.doc.length)).number;
    for (let number = state.doc.lineAt(Math.min(from, state.doc.length)).number; number <= last; number += 1) {
      starts.add(state.doc.line(number).from);
    }
  }
  return Decoration.set([...starts].sort((a, b) => a - b).map((start) => ground.range(start)));
}
