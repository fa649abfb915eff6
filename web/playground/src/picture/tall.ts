// The drawing for a narrow place: every path is a line from top to bottom, with the whole reason beside each link.
import { s } from "../dom.ts";
import { DESTINATIONS, ending, LINKS, LOGS, place, SOURCES, spoken } from "../words.ts";
import { reason, type Group, type Row, type Station } from "./rows.ts";
import { round, shape } from "./shapes.ts";
import { tail, width, wrap } from "./text.ts";
import { branches, settle } from "./wide.ts";

const [LEFT, TEXT] = [20, 40];

export function tall(all: Group[], room: number): SVGSVGElement {
  const picture = s("svg", { class: "drawing tall", width: room });
  let y = 4;
  all.forEach((group, index) => {
    if (index > 0) picture.append(s("path", { class: "rule", d: `M8 ${y}H${room - 8}` }));
    y = source(picture, group, room, y + (index > 0 ? 14 : 0));
    for (const row of group.rows) y = path(picture, row, room, y);
  });
  picture.setAttribute("height", String(Math.ceil(y)));
  picture.setAttribute("viewBox", `0 0 ${room} ${Math.ceil(y)}`);
  return picture;
}

function source(picture: SVGSVGElement, group: Group, room: number, top: number): number {
  const { source } = group.path;
  const label = `${SOURCES[source.kind]} ${source.address}, ${place(source.at)}`;
  const node = s("g", { class: "station source", role: "button", tabindex: -1, "data-source": group.rows[0]?.index, "aria-label": label });
  node.append(s("rect", { class: "ground", x: 4, y: top + 2, width: room - 8, height: 44, rx: 7 }));
  node.append(s("text", { class: "source-name", x: 12, y: top + 20 }, tail(source.address, "source", room - 24)));
  node.append(s("text", { class: "reason", x: 12, y: top + 38 }, SOURCES[source.kind]));
  picture.append(node);
  return top + 52;
}

function path(picture: SVGSVGElement, row: Row, room: number, top: number): number {
  const name = DESTINATIONS[row.path.destination];
  const { verdict } = row.path;
  let y = top + 20;
  if (row.stations.length === 0) {
    picture.append(shape("off", LEFT, y - 4), s("text", { class: "reason", x: TEXT, y }, `${name}, ${LOGS[row.path.log]}: ${ending(row.path)}`));
    return branches(picture, row, TEXT, room - TEXT - 8, y + 2) + 6;
  }
  picture.append(
    s("circle", { class: "stop", cx: LEFT, cy: y - 4, r: 5 }),
    s("text", { class: "label", x: TEXT, y }, name),
    s("text", { class: "reason", x: TEXT + 8 + width(name, "label"), y }, LOGS[row.path.log]),
    s("text", { class: `verdict verdict-${verdict}`, x: room - 12, y, "text-anchor": "end" }, ending(row.path)),
  );
  let from = y - 4;
  y += 14;
  const quiet: string[] = [];
  for (const station of row.stations) {
    if (station.link.verdict === "not-applicable") quiet.push(LINKS[station.link.link]);
    else {
      const line = y + 14;
      picture.insertBefore(s("path", { class: `way way-${station.before}`, d: `M${LEFT} ${round(from)}V${line}` }), picture.firstChild);
      from = line;
      y = stand(picture, station, room, y);
    }
  }
  if (quiet.length > 0) {
    for (const text of wrap(`Does not arise: ${quiet.join(", ")}`, "reason", room - TEXT - 12, 2)) {
      y += 16;
      picture.append(s("text", { class: "reason", x: TEXT, y }, text));
    }
  }
  return branches(picture, row, TEXT - 4, room - TEXT - 8, y + 6) + 10;
}

function stand(picture: SVGSVGElement, station: Station, room: number, top: number): number {
  const { link } = station;
  const line = top + 14;
  const node = s("g", { class: `station is-${link.verdict}`, role: "button", tabindex: -1, "data-key": station.key, "aria-label": spoken(link) });
  const ground = s("rect", { class: "ground", x: 6, y: top, width: room - 12, rx: 7 });
  node.append(ground, shape(link.verdict, LEFT, line));
  let y = line + 5;
  node.append(s("text", { class: "label", x: TEXT, y }, LINKS[link.link]));
  const put = (kind: string, text: string) => {
    y += 17;
    node.append(s("text", { class: kind, x: TEXT, y }, text));
  };
  if (link.address) put("name", tail(link.address, "name", room - TEXT - 14));
  if (link.verdict !== "ok") for (const text of wrap(reason(link), "reason", room - TEXT - 14, 6)) put("reason", text);
  ground.setAttribute("height", String(y - top + 10));
  picture.append(node);
  if (station.settle) {
    y += 22;
    picture.append(settle(station, TEXT, y, room - TEXT - 14));
  }
  return y + 8;
}
