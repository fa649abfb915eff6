// A button with a list of things to do below it. Arrow keys go through the list, Escape closes it.
import { h, type Child } from "../dom.ts";

export interface Item {
  title: string;
  about?: string;
  /** A heading above this item and those after it. */
  section?: string;
  act: () => void;
}

export function menu(id: string, face: Child[], label: string, items: () => Item[]): HTMLElement {
  const list = h("div", { class: "menu", id: `menu-${id}`, popover: "auto", role: "menu", "aria-label": label });
  const button = h(
    "button",
    { type: "button", class: "menu-button", popovertarget: list.id, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": label },
    ...face,
  );
  list.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") list.replaceChildren(...items().flatMap((item) => entry(item, list)));
  });
  list.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    put(list, button.getBoundingClientRect());
    list.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  });
  list.addEventListener("keydown", (event) => step(event, list));
  return h("div", { class: "menu-place" }, button, list);
}

function entry(item: Item, list: HTMLElement): HTMLElement[] {
  const about = item.about ? h("span", { class: "about" }, item.about) : null;
  const act = () => {
    list.hidePopover();
    item.act();
  };
  const button = h("button", { type: "button", role: "menuitem", tabindex: -1, onclick: act }, h("span", {}, item.title), about);
  return item.section ? [h("div", { class: "section", role: "presentation" }, item.section), button] : [button];
}

/** Below the button, and within the window. */
function put(list: HTMLElement, button: DOMRect): void {
  const width = list.offsetWidth;
  const left = Math.max(8, Math.min(button.left, innerWidth - width - 8));
  list.style.left = `${left}px`;
  list.style.top = `${button.bottom + 6}px`;
  list.style.maxHeight = `${Math.max(160, innerHeight - button.bottom - 20)}px`;
}

function step(event: KeyboardEvent, list: HTMLElement): void {
  const all = [...list.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
  const next = to[event.key];
  if (next === undefined) {
    if (event.key === "Tab") list.hidePopover();
    return;
  }
  event.preventDefault();
  all[(next + all.length) % all.length]?.focus();
}
