// Small drawings for buttons.
import { s } from "../dom.ts";

const PATHS = {
  plus: "M8 3.5v9M3.5 8h9",
  list: "M4.5 6.5 8 10l3.5-3.5",
  pen: "m3.5 12.5.6-2.6 6.6-6.6 2 2-6.6 6.6zM9.6 4.4l2 2",
  cross: "m4.5 4.5 7 7m0-7-7 7",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.8.8M11.8 11.8l.8.8M12.6 3.4l-.8.8M4.2 11.8l-.8.8",
  moon: "M12.8 9.6A5.2 5.2 0 0 1 6.4 3.2a5.2 5.2 0 1 0 6.4 6.4z",
  auto: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const picture = s("svg", { class: "icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
  picture.append(s("path", { d: PATHS[name] }));
  return picture;
}
