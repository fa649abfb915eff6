// Short messages at the lower edge, and what is said to screen readers alone.
import { h, rich } from "../dom.ts";

export class Notices {
  readonly element = h("div", { class: "notices" });
  #said = h("div", { class: "unseen", role: "status" });
  #shown = h("div", { class: "stack", role: "status" });

  constructor() {
    this.element.append(this.#said, this.#shown);
  }

  /** For screen readers. */
  announce(text: string): void {
    this.#said.textContent = text;
  }

  show(text: string, action?: { title: string; act: () => void }, lasting = false): void {
    const close = () => notice.remove();
    const act = () => {
      close();
      action?.act();
    };
    const notice = h(
      "div",
      { class: lasting ? "notice lasting" : "notice" },
      h("p", {}, rich(text)),
      action && h("button", { type: "button", class: "button", onclick: act }, action.title),
      h("button", { type: "button", class: "button", onclick: close }, "Close"),
    );
    while (this.#shown.childElementCount > 2) this.#shown.firstElementChild?.remove();
    this.#shown.append(notice);
    if (!lasting) setTimeout(close, 9_000);
  }
}
