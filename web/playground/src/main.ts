// The page: puts the parts in their places and tells each what it must know of the others.
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import "./styles/colours.css";
import "./styles/page.css";
import "./styles/panels.css";
import "./styles/drawing.css";
import type { At, Report } from "msklint";
import { counted, h } from "./dom.ts";
import { Editor } from "./editor/editor.ts";
import { EXAMPLES, project as example } from "./examples/index.ts";
import { LinterClient } from "./linter.ts";
import type { Input } from "./open.ts";
import { choose, dropped, entries, type Taken } from "./panels/drop.ts";
import { Findings } from "./panels/findings.ts";
import { Inputs } from "./panels/inputs.ts";
import { menu } from "./panels/menu.ts";
import { Notices } from "./panels/notices.ts";
import { Rules } from "./panels/rules.ts";
import { Side } from "./panels/side.ts";
import { Tabs } from "./panels/tabs.ts";
import { Picture } from "./picture/picture.ts";
import { forget } from "./picture/text.ts";
import { ShareDialog, saved } from "./share/dialog.ts";
import { standalone } from "./share/drawing.ts";
import { Keeper } from "./share/keep.ts";
import { markdown } from "./share/markdown.ts";
import { save } from "./share/save.ts";
import { themeSwitch } from "./theme.ts";
import { headline } from "./words.ts";
import { settings, Workspace, type Project } from "./workspace.ts";

// First of all: the linter loads while the page is put together.
const linter = new LinterClient({
  ready: (version, all) => {
    rules.ready(all);
    status.version(version);
  },
  report: (report, json, took) => heard(report, json, took),
  refused: (message) => {
    main.ariaBusy = "false";
    inputs.refused(message);
    side.badge("inputs", "!");
  },
  restarted: (why) => {
    status.state(`the linter was started again: ${why}`);
    notices.show(`The linter stopped and was started again: ${why}. Your files are as they were.`, { title: "Check again", act: ask }, true);
  },
  failed: (message) => {
    status.state("the linter is not running");
    notices.show(`The linter could not be started: ${message}`, { title: "Reload the page", act: () => location.reload() }, true);
  },
});

const workspace = new Workspace();
const notices = new Notices();
const share = new ShareDialog();
/** Another project was loaded, and its first report is still to come. */
let arrived = false;
let newest: { report: Report; json: string } | undefined;

const status = statusBar();
const picture = new Picture({ go: (at) => go(at), text: (name) => workspace.text(name), settle, suppose });
const host = h("div", { class: "editor", id: "editor" });
const editor = new Editor(host, workspace, { caret, explain });
const findings = new Findings(workspace, { go, explain, settle, announce: (text) => notices.announce(text) });
const inputs = new Inputs(workspace);
const rules = new Rules(workspace, { open: (project, title) => open(project, title) });
const tabs = new Tabs(workspace, {
  removed: (name, undo) => notices.show(`\`${name}\` is gone.`, { title: "Bring it back", act: undo }),
  refuse: (message) => notices.show(message),
  openFiles: () => void choose(false).then(take),
  openFolder: () => void choose(true).then(take),
});
const side = new Side({ findings: findings.element, inputs: inputs.element, rules: rules.element });
const title = h("h2", { class: "headline", "aria-live": "polite" }, "Reading…");

const main = h(
  "main",
  { id: "main", "aria-busy": "true" },
  h("section", { class: "paths", "aria-label": "Delivery picture" }, h("div", { class: "paths-head" }, title, legend(), viewSwitch()), picture.element, picture.detail),
  h("section", { class: "files", "aria-label": "Files" }, tabs.element, host),
  side.element,
);

document.body.append(header(), main, viewBar(), status.element, notices.element, share.element);

workspace.listen((change) => {
  if (change === "open") return;
  if (change === "project") arrived = true;
  if (change === "settings") findings.draw();
  ask();
});
void document.fonts.ready.then(() => {
  forget();
  picture.draw();
});
void new Keeper(workspace, { torn: () => notices.show("The link is torn or of another version. Here is an example instead.", undefined, true) }).begin();
listen();

function ask(): void {
  main.ariaBusy = "true";
  const { account, region, variables, parameters, ignore } = workspace.settings;
  linter.ask(workspace.files, { variables, parameters, ignore, ...(account && { account }), ...(region && { region }) });
}

function heard(report: Report, json: string, took: number): void {
  newest = { report, json };
  editor.report(report);
  const words = report.status === "incomplete" ? `${headline(report.paths)}; not everything could be read` : headline(report.paths);
  if (title.textContent !== words) title.textContent = words;
  picture.show(report);
  findings.report(report);
  inputs.report(report);
  tabs.report(report);
  side.badge("findings", findings.count > 0 ? String(findings.count) : "");
  side.badge("inputs", inputs.waiting > 0 ? String(inputs.waiting) : "");
  status.took(report, took);
  if (arrived) begin(report);
  main.ariaBusy = "false";
}

/** Shows the worst of the file that is open. */
function begin(report: Report): void {
  arrived = false;
  const here = report.findings.filter((finding) => finding.at?.path === workspace.open);
  const first = here.find((finding) => finding.severity === "error") ?? here[0];
  if (first?.at) editor.go(first.at, first.labels.map((label) => label.at), false);
}

function go(at: At, others: readonly At[] = []): void {
  view("files");
  editor.go(at, others);
}

function caret(name: string, offset: number): void {
  picture.caret(name, offset);
  findings.caret(name, offset);
}

function explain(rule: string): void {
  view("side");
  side.show("rules");
  void rules.show(rule);
}

function settle(input: Input): void {
  view("side");
  side.show("inputs");
  inputs.focus(input);
}

function suppose({ kind, name, value }: Input & { value: string }): void {
  workspace.give(kind === "variable" ? "variables" : "parameters", name, value);
  notices.show(`\`${name}\` is \`${value}\` now.`, { title: "Leave it open", act: () => workspace.give(kind === "variable" ? "variables" : "parameters", name, "") });
}

/** What is lost by opening something else can be brought back. */
function open(project: Project, name: string): void {
  const before = workspace.project;
  const touched = !workspace.untouched;
  workspace.load(project);
  view("paths");
  if (touched) notices.show(`Opened ${name}.`, { title: "Back to your files", act: () => workspace.load(before) });
}

function take({ files, notes }: Taken): void {
  const only = files.length === 1 ? saved(files[0]?.text ?? "") : null;
  if (only) {
    const { files: texts, open: first, settings: given } = only as Partial<Project>;
    if (Array.isArray(texts)) return open({ files: texts, open: first ?? "", settings: settings(given) }, "the saved project");
  }
  if (files.length > 0) {
    if (workspace.untouched) {
      workspace.load({ files, open: files[0]?.name ?? "", settings: settings() });
      workspace.untouched = false;
    } else workspace.add(files);
    notes.unshift(`${counted(files.length, "file")} read. They stay in this page.`);
    view("files");
  }
  if (notes.length > 0) notices.show(notes.join(" "));
}

function header(): HTMLElement {
  const mark = h("img", { src: "./icon.svg", width: 26, height: 26, alt: "" });
  const sections = { Terraform: "Terraform", CloudFormation: "CloudFormation" } as const;
  const examples = menu("examples", ["Examples"], "Examples", () =>
    (["Terraform", "CloudFormation"] as const).flatMap((language) =>
      EXAMPLES.filter((one) => one.language === language).map((one, index) => ({
        title: one.title,
        about: one.about,
        ...(index === 0 && { section: sections[language] }),
        act: () => open(example(one.id), `“${one.title}”`),
      })),
    ),
  );
  const exports = menu("export", ["Export"], "Export", () => [
    { title: "Report as JSON", act: () => newest && save("msklint-report.json", "application/json", newest.json) },
    { title: "Report as Markdown", act: () => newest && save("msklint-report.md", "text/markdown", markdown(newest.report, workspace.settings.least)) },
    { title: "Picture as SVG", act: () => save("msklint-paths.svg", "image/svg+xml", standalone(picture.svg)) },
  ]);
  return h(
    "header",
    { class: "top" },
    h("a", { class: "skip", href: "#main", onclick: (event: Event) => (event.preventDefault(), editor.view.focus()) }, "To the editor"),
    h("h1", { class: "brand" }, mark, h("strong", {}, "msklint"), h("span", {}, "Will the logs of Amazon MSK arrive?")),
    h("div", { class: "actions" }, examples, exports, h("button", { type: "button", class: "button main", onclick: () => void share.show(workspace.project) }, "Share"), themeSwitch()),
  );
}

function legend(): HTMLElement {
  const entry = (kind: string, words: string) => h("li", { class: `key-${kind}` }, words);
  return h("ul", { class: "legend", "aria-label": "Marks" }, entry("ok", "ok"), entry("broken", "broken"), entry("missing", "missing"), entry("unknown", "cannot tell"));
}

function viewSwitch(): HTMLElement {
  const button = h("button", { type: "button", class: "button small", "aria-pressed": "false" }, "As a table");
  button.addEventListener("click", () => {
    const table = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(table));
    picture.asTable(table);
  });
  return button;
}

/** On a phone one part is seen at a time. */
function view(name: "paths" | "files" | "side"): void {
  document.body.dataset["view"] = name;
  for (const button of document.querySelectorAll<HTMLElement>(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset["view"] === name));
  }
  if (name === "paths") picture.draw();
}

function viewBar(): HTMLElement {
  const button = (name: "paths" | "files" | "side", words: string) =>
    h("button", { type: "button", "data-view": name, "aria-pressed": String(name === "paths"), onclick: () => view(name) }, words);
  document.body.dataset["view"] = "paths";
  return h("nav", { class: "views", "aria-label": "Parts of the page" }, button("paths", "Picture"), button("files", "Files"), button("side", "Findings"));
}

function statusBar() {
  const [state, version] = [h("span", { class: "state" }, "loading the linter…"), h("span")];
  const more = " The linter runs here; a link carries your files behind the #, which browsers do not send.";
  const promise = h("span", { class: "promise" }, "Nothing you type leaves this page.", h("span", { class: "more" }, more));
  return {
    element: h("footer", { class: "status" }, promise, h("span", { class: "spacer" }), state, version),
    version: (text: string) => void (version.textContent = `msklint ${text}`),
    state: (text: string) => void (state.textContent = text),
    took: (report: Report, time: number) => {
      const read = `${report.inputs.read} of ${counted(report.inputs.files, "file")} read in ${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
      state.textContent = report.status === "incomplete" ? `incomplete: ${read}` : read;
    },
  };
}

function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    event.preventDefault();
    findings.step(event.shiftKey ? -1 : 1);
  });
  let depth = 0;
  const over = (by: number) => {
    depth = Math.max(0, depth + by);
    document.body.classList.toggle("dropping", depth > 0);
  };
  addEventListener("dragenter", () => over(1));
  addEventListener("dragleave", () => over(-1));
  addEventListener("dragover", (event) => event.preventDefault());
  // Before the editor gets it, which would insert the text of the file.
  addEventListener(
    "drop",
    (event) => {
      over(-depth);
      const all = event.dataTransfer ? entries(event.dataTransfer) : undefined;
      if (!all || all.entries.length + all.files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      void dropped(all).then(take);
    },
    { capture: true },
  );
  if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register("./sw.js").catch(() => undefined);
}
