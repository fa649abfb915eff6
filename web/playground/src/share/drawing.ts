// The picture as a file of its own, which needs no style sheet: every element carries its colours, in light.
import { h } from "../dom.ts";

const CARRIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight"];

export function standalone(svg: SVGSVGElement): string {
  const stage = h("div", { class: "unseen", "data-theme": "light", "aria-hidden": "true" });
  stage.append(svg);
  document.body.append(stage);
  const paper = getComputedStyle(stage).backgroundColor;
  for (const node of svg.querySelectorAll<SVGElement>("*")) {
    const style = getComputedStyle(node);
    if (node.tagName !== "g" && node.tagName !== "title") {
      for (const name of CARRIED) {
        const isText = node.tagName === "text";
        if (isText || !name.startsWith("font")) node.setAttribute(name, style.getPropertyValue(name));
      }
    }
    for (const name of ["class", "role", "tabindex", "aria-label"]) node.removeAttribute(name);
    for (const name of Object.keys(node.dataset)) delete node.dataset[name];
  }
  stage.remove();
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["width", "100%"], ["height", "100%"], ["fill", paper]] as const) ground.setAttribute(name, value);
  svg.prepend(ground);
  svg.removeAttribute("class");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Delivery paths, drawn by msklint");
  return new XMLSerializer().serializeToString(svg);
}
