// The delivery picture: draws the paths of the newest report, says why of the link that is looked at, leads to its
// line, and shows where the caret is.
import type { At, Finding, Link, Path, Report } from "msklint";
import { h, replace, rich } from "../dom.ts";
import { named, title, type Input } from "../open.ts";
import { DESTINATIONS, LINKS, place, VERDICTS } from "../words.ts";
import { under, type Caret } from "./caret.ts";
import { DRAWN, groups, type Group, type Row, type Station } from "./rows.ts";
import { shape } from "./shapes.ts";
import { table } from "./table.ts";
import { tall } from "./tall.ts";
import { wide } from "./wide.ts";

export interface Hooks {
  go(at: At): void;
  text(name: string): string | undefined;
  settle(input: Input): void;
  suppose(value: Input & { value: string }): void;
}

const NARROW = 720;

export class Picture {
  readonly element = h("div", { class: "picture" });
  readonly detail = h("div", { class: "detail" });
  #drawing = h("div", { class: "canvas" });
  #table = h("div", { class: "table unseen" });
  #paths: Path[] = [];
  #groups: Group[] = [];
  #rows: Row[] = [];
  #selected = "";
  #findings: Finding[] = [];
  #caret: Caret | undefined;
  #more = 0;
  #width = 0;
  #asTable = false;

  constructor(private readonly hooks: Hooks) {
    this.element.append(this.#drawing, this.#table);
    this.#drawing.addEventListener("click", (event) => this.#act(event.target));
    this.#drawing.addEventListener("keydown", (event) => this.#key(event));
    for (const name of ["pointerover", "focusin"]) this.#drawing.addEventListener(name, (event) => this.#look(event.target));
    this.#drawing.addEventListener("pointerleave", () => this.#say(this.#chosen()));
    new ResizeObserver(() => {
      if (Math.abs(this.element.clientWidth - this.#width) > 2) this.draw();
    }).observe(this.element);
  }

  show(report: Report): void {
    this.#paths = report.paths;
    this.#findings = report.findings;
    const all = groups(report.paths);
    this.#groups = all.slice(0, DRAWN);
    this.#more = all.length - this.#groups.length;
    this.#rows = this.#groups.flatMap((group) => group.rows);
    this.draw();
  }

  draw(): void {
    this.#width = this.element.clientWidth;
    const focused = this.#drawing.contains(document.activeElement) ? identity(document.activeElement) : "";
    const drawing = this.#width < NARROW ? tall(this.#groups, Math.max(280, this.#width)) : wide(this.#groups, this.#width);
    drawing.setAttribute("role", "group");
    drawing.setAttribute("aria-label", "delivery paths; a table with the same content follows");
    this.#drawing.replaceChildren(this.#paths.length > 0 ? drawing : empty());
    if (this.#more > 0) this.#drawing.append(h("p", { class: "nothing" }, `${this.#more} more log sources are not drawn; the table and the exported report have them all.`));
    this.#rove();
    if (focused !== "") this.#stations().find((node) => identity(node) === focused)?.focus();
    this.#fill();
    this.#point();
    this.#say(this.#chosen());
  }

  get svg(): SVGSVGElement {
    return wide(this.#groups, 1240);
  }

  asTable(wanted: boolean): void {
    this.#asTable = wanted;
    this.#fill();
  }

  caret(name: string, offset: number): void {
    this.#caret = { name, offset };
    this.#point();
  }

  #fill(): void {
    const go = this.#asTable ? (at: At) => this.hooks.go(at) : undefined;
    this.#drawing.hidden = this.#asTable;
    this.#table.classList.toggle("unseen", !this.#asTable);
    replace(this.#table, this.#paths.length > 0 && table(this.#paths, go));
  }

  #stations(): SVGGElement[] {
    return [...this.#drawing.querySelectorAll<SVGGElement>("[role=button]")];
  }

  /** One stop for the Tab key; arrow keys do the rest. */
  #rove(): void {
    const nodes = this.#stations();
    const current = nodes.find((node) => node.dataset["key"] === this.#selected) ?? nodes[0];
    for (const node of nodes) node.setAttribute("tabindex", node === current ? "0" : "-1");
  }

  #station(key: string | undefined): Station | undefined {
    for (const row of this.#rows) for (const station of row.stations) if (station.key === key) return station;
    return undefined;
  }

  /** What was clicked last; else the first link that needs a look. */
  #chosen(): Station | undefined {
    const chosen = this.#station(this.#selected);
    if (chosen) return chosen;
    const stations = this.#rows.flatMap((row) => row.stations);
    const first = (verdict: Link["verdict"]) => stations.find((station) => station.link.verdict === verdict);
    return first("broken") ?? first("unknown") ?? first("missing") ?? first("ok");
  }

  #act(target: EventTarget | null): void {
    const node = target instanceof Element ? target.closest<SVGGElement>("[role=button]") : null;
    if (!node) return;
    const { key, settle, branch, source } = node.dataset;
    if (settle !== undefined) {
      const input = this.#station(settle)?.settle;
      if (input) this.hooks.settle(input);
    } else if (branch !== undefined) {
      const [row, index] = branch.split("/").map(Number);
      const value = this.#rows[row ?? -1]?.branches[index ?? -1]?.value;
      if (value) this.hooks.suppose(value);
    } else if (source !== undefined) {
      const at = this.#rows[Number(source)]?.path.source.at;
      if (at) this.hooks.go(at);
    } else if (key !== undefined) {
      this.#selected = key;
      this.#rove();
      const station = this.#station(key);
      this.#say(station);
      if (station?.link.at) this.hooks.go(station.link.at);
    }
  }

  #key(event: KeyboardEvent): void {
    const node = event.target instanceof Element ? event.target.closest<SVGGElement>("[role=button]") : null;
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#act(node);
    }
    const nodes = this.#stations();
    const next = neighbour(node, nodes, event.key);
    if (!next) return;
    event.preventDefault();
    for (const other of nodes) other.setAttribute("tabindex", other === next ? "0" : "-1");
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #look(target: EventTarget | null): void {
    const node = target instanceof Element ? target.closest<SVGGElement>("[data-key]") : null;
    if (node) this.#say(this.#station(node.dataset["key"]));
  }

  #point(): void {
    const stations = this.#rows.flatMap((row) => row.stations);
    const text = this.#caret ? (this.hooks.text(this.#caret.name) ?? "") : "";
    const keys = this.#caret ? under(this.#caret, stations, this.#findings, text) : new Set<string>();
    for (const node of this.#drawing.querySelectorAll<SVGGElement>("[data-key]")) {
      node.classList.toggle("at-caret", keys.has(node.dataset["key"] ?? ""));
      node.classList.toggle("chosen", node.dataset["key"] === this.#selected);
    }
  }

  #say(station: Station | undefined): void {
    this.#drawing.querySelector(".chosen")?.classList.remove("chosen");
    if (!station) return replace(this.detail);
    const { link } = station;
    const path = this.#rows.find((row) => row.stations.includes(station))?.path;
    const to = path ? ` to ${DESTINATIONS[path.destination]}` : "";
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of [["viewBox", "-12 -12 24 24"], ["width", "22"], ["height", "22"], ["aria-hidden", "true"]] as const) mark.setAttribute(name, value);
    mark.append(shape(link.verdict, 0, 0));
    const { at } = link;
    const inputs = link.verdict === "unknown" ? named(link.why) : [];
    replace(
      this.detail,
      mark,
      h("p", {}, h("strong", {}, `${LINKS[link.link]}${to}: ${VERDICTS[link.verdict]}. `), rich(link.why)),
      ...inputs.map((input) => h("button", { type: "button", class: "pill", "data-key": `settle ${title(input)}`, onclick: () => this.hooks.settle(input) }, `Set ${title(input)}`)),
      at && h("button", { type: "button", class: "plain", "data-key": "place", onclick: () => this.hooks.go(at) }, place(at)),
    );
    if (station.key === this.#selected) this.#drawing.querySelector(`[data-key="${station.key}"]`)?.classList.add("chosen");
  }
}

function identity(node: Element | null): string {
  if (!(node instanceof SVGElement)) return "";
  return JSON.stringify({ ...node.dataset });
}

function empty(): HTMLElement {
  return h(
    "p",
    { class: "nothing" },
    "No cluster, connector or replicator of Amazon MSK is in these files. Open an example, or drop a folder onto this page.",
  );
}

/** The nearest station in the direction of an arrow key. */
function neighbour(from: SVGGElement, all: SVGGElement[], key: string): SVGGElement | undefined {
  const order: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  const direction = order[key];
  if (!direction) return undefined;
  const [dx, dy] = direction;
  const here = from.getBoundingClientRect();
  let best: SVGGElement | undefined;
  let least = Infinity;
  for (const node of all) {
    const there = node.getBoundingClientRect();
    const [x, y] = [there.left - here.left, there.top - here.top];
    const ahead = x * dx + y * dy;
    if (node === from || ahead < 4) continue;
    const aside = Math.abs(dx === 0 ? x : y);
    const distance = ahead + aside * 3;
    if (distance < least) [best, least] = [node, distance];
  }
  return best;
}
