// What the drawing shows, as a table: for screen readers beside it, and for everybody instead of it.
import type { At, Path } from "msklint";
import { h, rich, type Child } from "../dom.ts";
import { DESTINATIONS, ending, LINKS, LOGS, place, VERDICTS } from "../words.ts";

/** With `go`, places are buttons; a table that nobody sees must not take the focus. */
export function table(paths: Path[], go?: (at: At) => void): HTMLTableElement {
  const to = (at: At | null): Child => {
    if (!at) return "";
    return go ? h("button", { type: "button", class: "plain", onclick: () => go(at) }, place(at)) : place(at);
  };
  const head = ["Path", "Link", "Verdict", "Rests on", "Place", "Reason"];
  const body = h("tbody");
  for (const path of paths) {
    const name = h(
      "span",
      {},
      `${path.source.address}: ${LOGS[path.log]} to ${DESTINATIONS[path.destination]}, `,
      h("strong", {}, ending(path)),
    );
    const links = path.verdict === "off" ? [] : path.links;
    const scope = { scope: "rowgroup", rowspan: Math.max(1, links.length) };
    if (links.length === 0) body.append(h("tr", {}, h("th", scope, name), h("td", { colspan: 5 }, "No link arises")));
    links.forEach((link, index) => {
      body.append(
        h(
          "tr",
          { class: `is-${link.verdict}` },
          index === 0 && h("th", scope, name),
          h("td", {}, LINKS[link.link]),
          h("td", { class: `verdict-${link.verdict}` }, VERDICTS[link.verdict]),
          h("td", {}, link.address ? h("code", {}, link.address) : ""),
          h("td", {}, to(link.at)),
          h("td", {}, rich(link.why)),
        ),
      );
    });
    for (const scenario of path.scenarios ?? []) {
      const words = scenario.when.map((answer) => `\`${answer.condition}\` is ${answer.is}`).join(" and ");
      const cell = h("td", { colspan: 6 }, rich(`If ${words}: ${ending(scenario)}`));
      body.append(h("tr", {}, cell));
    }
  }
  return h(
    "table",
    {},
    h("caption", {}, "Every delivery path, link by link"),
    h("thead", {}, h("tr", {}, ...head.map((title) => h("th", { scope: "col" }, title)))),
    body,
  );
}
