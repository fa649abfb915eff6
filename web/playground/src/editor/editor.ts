// The text field: one state for each file, its marks, and the way to a place. Lives in a shadow root, because
// there its styles are sheets made by a script, which the content policy of the page admits.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from "@codemirror/view";
import type { At, Report } from "msklint";
import { h } from "../dom.ts";
import type { Workspace } from "../workspace.ts";
import { language } from "./languages.ts";
import { diagnostics, evidence, look, mark } from "./marks.ts";
import { theme } from "./theme.ts";

export interface Hooks {
  /** The caret stands here, in UTF-16 code units. */
  caret(name: string, offset: number): void;
  explain(rule: string): void;
}

/** A browser that types over a coloured selection makes inline styles, which the content policy of the page refuses. */
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || view.composing || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

export class Editor {
  readonly view: EditorView;
  #states = new Map<string, EditorState>();
  #shown = "";
  #report: Report | undefined;

  constructor(
    host: HTMLElement,
    private readonly workspace: Workspace,
    private readonly hooks: Hooks,
  ) {
    const root = host.attachShadow({ mode: "open" });
    const place = h("div", { class: "place" });
    root.append(place);
    const fill = new CSSStyleSheet();
    fill.replaceSync(":host,.place{display:block;height:100%}*{-webkit-tap-highlight-color:transparent}");
    root.adoptedStyleSheets.push(fill);
    this.view = new EditorView({ parent: place, root, state: this.#state("", "") });
    workspace.listen((change) => {
      if (change === "project") this.#states.clear();
      if (change === "text") return;
      if (change === "settings") return this.#mark();
      this.#follow();
    });
  }

  /** The newest report: squiggles for the file that is open. */
  report(report: Report): void {
    this.#report = report;
    this.#mark();
  }

  /** Opens the file, puts the caret there, and lays ground under all of it. */
  go(at: At, others: readonly At[] = [], focus = true): void {
    this.workspace.show(at.path);
    if (this.#shown !== at.path) return;
    const length = this.view.state.doc.length;
    const from = Math.min(at.utf16, length);
    const doc = this.view.state.doc;
    // Of what stands around it the first line is enough.
    const around = others.filter((other) => other.path === at.path).map((other) => {
      const start = Math.min(other.utf16, length);
      return { from: start, to: Math.min(other.endUtf16, doc.lineAt(start).to) };
    });
    const stretches = [{ from, to: Math.max(from, Math.min(at.endUtf16, length) - 1) }, ...around];
    this.view.dispatch({
      selection: { anchor: from },
      effects: [
        look.of(stretches),
        EditorView.scrollIntoView(from, { y: "center" }),
      ],
    });
    if (focus) this.view.focus();
  }

  #follow(): void {
    const name = this.workspace.open;
    if (this.#shown !== "") this.#states.set(this.#shown, this.view.state);
    const names = new Set(this.workspace.files.map((file) => file.name));
    for (const known of this.#states.keys()) if (!names.has(known)) this.#states.delete(known);
    const text = this.workspace.text(name) ?? "";
    const there = this.#states.get(name);
    const state = there && there.doc.toString() === text ? there : this.#state(name, text);
    this.#shown = name;
    if (this.view.state !== state) {
      this.view.setState(state);
      this.view.dispatch({ effects: EditorView.scrollIntoView(state.selection.main.head, { y: "center" }) });
    }
    this.#mark();
  }

  #mark(): void {
    const report = this.#report;
    const least = this.workspace.settings.least;
    const explain = (rule: string) => this.hooks.explain(rule);
    mark(this.view, report ? diagnostics(report, least, this.#shown, this.view.state.doc, explain) : []);
  }

  #state(name: string, text: string): EditorState {
    const label = name === "" ? "no file is open" : `editor of ${name}`;
    const extensions: Extension = [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      bracketMatching(),
      indentOnInput(),
      indentUnit.of("  "),
      search({ top: true }),
      evidence,
      theme,
      language(name, text),
      placeholder("Paste Terraform, a CloudFormation template or a policy; or drop files anywhere on this page"),
      EditorState.readOnly.of(name === ""),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
      replacing,
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
      EditorView.updateListener.of((update) => {
        if (this.#shown !== name) return;
        if (update.docChanged) this.workspace.write(name, update.state.doc.toString());
        if (update.selectionSet || update.docChanged) this.hooks.caret(name, update.state.selection.main.head);
      }),
    ];
    return EditorState.create({ doc: text, extensions });
  }
}
