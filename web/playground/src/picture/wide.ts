// The drawing for a wide place: every path is a line from left to right, its links are stations in fixed columns.
import { plain, s } from "../dom.ts";
import { title } from "../open.ts";
import { DESTINATIONS, ending, LINKS, LOGS, place, SOURCES, spoken, VERDICTS } from "../words.ts";
import { reason, WIDTH, type Flow, type Group, type Row, type Station } from "./rows.ts";
import { round, shape } from "./shapes.ts";
import { tail, width, wrap } from "./text.ts";

export const LEAST = 900;

interface Columns {
  width: number;
  source: number;
  trunk: number;
  destination: number;
  links: number[];
  column: number;
  end: number;
}

function columns(room: number): Columns {
  const width = Math.max(LEAST, room);
  const source = Math.min(210, Math.max(136, width * 0.145));
  const trunk = 18 + source + 8;
  const destination = trunk + 26;
  const first = destination + 128;
  const end = width - 118;
  const column = (end - first) / WIDTH;
  const links = Array.from({ length: WIDTH }, (_, index) => first + index * column);
  return { width, source, trunk, destination, links, column, end };
}

const [TOP, LINE] = [12, 20];

export function wide(all: Group[], room: number): SVGSVGElement {
  const at = columns(room);
  const picture = s("svg", { class: "drawing", width: at.width });
  let y = 6;
  all.forEach((group, index) => {
    if (index > 0) picture.append(s("path", { class: "rule", d: `M18 ${y}H${at.width - 18}` }));
    y += index > 0 ? TOP : 0;
    y = draw(picture, group, at, y);
  });
  picture.setAttribute("height", String(Math.ceil(y + 4)));
  picture.setAttribute("viewBox", `0 0 ${at.width} ${Math.ceil(y + 4)}`);
  return picture;
}

function draw(picture: SVGSVGElement, group: Group, at: Columns, top: number): number {
  const trunk = s("path", { class: "trunk" });
  picture.append(trunk);
  const lines: number[] = [];
  let y = top;
  for (const row of group.rows) {
    lines.push(y + LINE);
    y = row.stations.length > 0 ? on(picture, row, at, y) : off(picture, row, at, y);
  }
  const first = lines[0] ?? top;
  const bends = lines.slice(1).map((line) => `M${at.trunk} ${first}V${line - 9}q0 9 9 9H${at.destination}`);
  const begin = 30 + width(shortName(group, at), "source");
  trunk.setAttribute("d", `M${round(begin)} ${first}H${at.destination}${bends.join("")}`);
  const below = source(trunk, group, at, first);
  return Math.max(y, below);
}

function source(trunk: SVGPathElement, group: Group, at: Columns, line: number): number {
  const { source } = group.path;
  const label = `${SOURCES[source.kind]} ${source.address}, ${place(source.at)}`;
  const node = s("g", { class: "station source", role: "button", tabindex: -1, "data-source": group.rows[0]?.index, "aria-label": label });
  node.append(s("rect", { class: "ground", x: 10, y: line - 18, width: at.source + 6, height: 58, rx: 7 }));
  node.append(s("text", { class: "source-name", x: 18, y: line + 5 }, shortName(group, at)));
  node.append(s("text", { class: "reason", x: 18, y: line + 23 }, SOURCES[source.kind]));
  const below = source.address === shortName(group, at) ? place(source.at) : source.address;
  node.append(s("text", { class: "name", x: 18, y: line + 39 }, tail(below, "name", at.source - 4)));
  node.append(s("title", {}, label));
  // Before its paths, in the order of reading.
  trunk.after(node);
  return line + 48;
}

function shortName(group: Group, at: Columns): string {
  const { address } = group.path.source;
  return tail(address.split(".").at(-1) ?? address, "source", at.source - 20);
}

function segment(picture: SVGSVGElement, flow: Flow, from: number, to: number, y: number): void {
  picture.append(s("path", { class: `way way-${flow}`, d: `M${round(from)} ${y}H${round(to)}` }));
}

function stop(picture: SVGSVGElement, row: Row, at: Columns, line: number): void {
  const x = at.destination;
  picture.append(
    s("circle", { class: "stop", cx: x + 6, cy: line, r: 5 }),
    s("text", { class: "label", x, y: line + 26 }, DESTINATIONS[row.path.destination]),
    s("text", { class: "reason", x, y: line + 42 }, LOGS[row.path.log]),
  );
}

function on(picture: SVGSVGElement, row: Row, at: Columns, top: number): number {
  const line = top + LINE;
  let bottom = line + 50;
  for (const station of row.stations) bottom = Math.max(bottom, stand(picture, station, at, line));
  let x = at.destination + 12;
  for (const station of row.stations) {
    const middle = (at.links[station.column] ?? 0) + 9;
    const half = station.link.verdict === "not-applicable" ? 5 : 10;
    segment(picture, station.before, x, middle - half, line);
    x = middle + half;
  }
  segment(picture, row.after, x, at.end - 8, line);
  picture.append(s("path", { class: `head head-${row.after}`, d: `M${at.end - 12} ${line - 5}l6 5-6 5` }));
  stop(picture, row, at, line);
  const end = s("text", { class: `verdict verdict-${row.path.verdict}`, x: at.end + 4, y: line + 5 }, ending(row.path));
  picture.append(end);
  return branches(picture, row, at.destination, at.width - 20 - at.destination, bottom) + 4;
}

/** One station with its words below; returns where they end. */
function stand(picture: SVGSVGElement, station: Station, at: Columns, line: number): number {
  const { link } = station;
  const x = at.links[station.column] ?? 0;
  const room = at.column - 22;
  const quiet = link.verdict === "not-applicable";
  const label = spoken(link);
  const node = s("g", { class: `station is-${link.verdict}`, role: "button", tabindex: -1, "data-key": station.key, "aria-label": label });
  const ground = s("rect", { class: "ground", x: x - 9, y: line - 16, width: at.column - 6, rx: 7 });
  node.append(ground, shape(link.verdict, x + 9, line));
  let y = line + 26;
  node.append(s("text", { class: quiet ? "reason" : "label", x, y }, quiet ? `no ${LINKS[link.link]}` : LINKS[link.link]));
  const put = (kind: string, text: string) => {
    y += 16;
    node.append(s("text", { class: kind, x, y }, text));
  };
  if (link.address && !quiet) put("name", tail(link.address, "name", room));
  if (link.verdict !== "ok" && !quiet) {
    for (const text of wrap(reason(link), "reason", room, 2)) put("reason", text);
  }
  node.append(s("title", {}, `${LINKS[link.link]}: ${VERDICTS[link.verdict]}\n${plain(link.why)}`));
  ground.setAttribute("height", String(y - line + 24));
  picture.append(node);
  if (station.settle) {
    y += 19;
    picture.append(settle(station, x, y, room));
  }
  return y + 10;
}

export function settle(station: Station, x: number, y: number, room: number): SVGGElement {
  const input = station.settle;
  const name = input ? title(input) : "";
  const words = tail(`set ${name}`, "name", room - 4);
  return s(
    "g",
    { class: "station settle", role: "button", tabindex: -1, "data-settle": station.key, "aria-label": `set ${name}` },
    s("text", { class: "name", x, y }, words),
  );
}

/** What the path does under each answer to a condition that is open. */
export function branches(picture: SVGSVGElement, row: Row, x: number, room: number, top: number): number {
  let y = top;
  row.branches.forEach((branch, index) => {
    y += 6;
    const told = `if ${plain(branch.words)}: ${ending(branch.scenario)}`;
    const lines = wrap(told, "reason", room - 26, 2);
    const can = branch.value !== undefined;
    const attributes = can ? { role: "button", tabindex: -1, "data-branch": `${row.index}/${index}`, "aria-label": `suppose ${told}` } : {};
    const node = s("g", { class: can ? "station branch" : "branch", ...attributes });
    node.append(s("rect", { class: "ground", x: x - 6, y: y - 3, width: room + 6, height: 8 + 16 * lines.length, rx: 7 }));
    node.append(shape(branch.scenario.verdict, x + 8, y + 9));
    for (const line of lines) {
      y += 14;
      node.append(s("text", { class: can ? "reason link" : "reason", x: x + 24, y }, line));
    }
    y += 6;
    picture.append(node);
  });
  return y;
}

function off(picture: SVGSVGElement, row: Row, at: Columns, top: number): number {
  const line = top + LINE;
  const words = `${DESTINATIONS[row.path.destination]}, ${LOGS[row.path.log]}: ${ending(row.path)}`;
  picture.append(
    shape("off", at.destination + 4, line),
    s("text", { class: "reason", x: at.destination + 16, y: line + 4 }, words),
  );
  const bottom = branches(picture, row, at.destination, at.width - 20 - at.destination, line + 8);
  return bottom + 4;
}
