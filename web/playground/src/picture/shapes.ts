// The marks of the drawing: every verdict has a shape of its own, so that none hangs on a colour alone.
import type { LinkVerdict, Verdict } from "msklint";
import { s } from "../dom.ts";

/** A mark around (x, y): disc and tick, diamond and cross, square and exclamation mark, ring and question mark, small ring. */
export function shape(verdict: LinkVerdict | Verdict, x: number, y: number): SVGGElement {
  const group = s("g", { class: `mark mark-${verdict}`, transform: `translate(${round(x)} ${round(y)})` });
  switch (verdict) {
    case "ok":
    case "delivers":
      group.append(s("circle", { r: 9, class: "fill" }), s("path", { d: "M-4 .3-1.2 3.2 4.2-3", class: "glyph" }));
      break;
    case "broken":
      group.append(
        s("rect", { x: -8, y: -8, width: 16, height: 16, rx: 1.5, transform: "rotate(45)", class: "fill" }),
        s("path", { d: "M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4", class: "glyph" }),
      );
      break;
    case "missing":
      group.append(
        s("rect", { x: -8.5, y: -8.5, width: 17, height: 17, rx: 2, class: "hollow" }),
        s("path", { d: "M0-4.6V1M0 4.4v.1", class: "glyph" }),
      );
      break;
    case "unknown":
      group.append(
        s("circle", { r: 9, class: "hollow" }),
        s("path", { d: "M-2.7-2.2a2.8 2.8 0 1 1 4.3 2.4C.6.9 0 1.4 0 2.2M0 4.9v.1", class: "glyph" }),
      );
      break;
    case "not-applicable":
    case "off":
      group.append(s("circle", { r: 3.5, class: "hollow" }));
      break;
  }
  return group;
}

export function round(number: number): number {
  return Math.round(number * 10) / 10;
}
