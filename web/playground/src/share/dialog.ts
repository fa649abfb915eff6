// The dialog that gives the link, and says what it carries and where it does not go.
import { counted, h, replace } from "../dom.ts";
import type { Project } from "../workspace.ts";
import { encode, LONGEST } from "./address.ts";
import { copy, save } from "./save.ts";

const KIND = "msklint-project";

export class ShareDialog {
  readonly element = h("dialog", { class: "share", "aria-labelledby": "share-title" });
  #body = h("div");

  constructor() {
    this.element.append(h("h2", { id: "share-title" }, "Share this configuration"), this.#body);
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  async show(project: Project): Promise<void> {
    const link = `${location.href.split("#")[0]}#${await encode(project)}`;
    const fits = link.length <= LONGEST;
    const told = h("span", { role: "status" });
    const field = h("textarea", { readonly: true, rows: 4, "aria-label": "Link" });
    field.value = link;
    const take = async () => {
      field.select();
      told.textContent = (await copy(link)) ? "Copied." : "Press Ctrl+C or ⌘C to copy.";
    };
    const keep = () => save("msklint.json", "application/json", JSON.stringify({ kind: KIND, ...project }, null, 2));
    const size = `${counted(project.files.length, "file")} and the settings in ${link.length.toLocaleString("en")} characters.`;
    replace(
      this.#body,
      h(
        "p",
        {},
        "The link holds the files themselves, packed behind the #. Browsers do not send that part: no server sees it, neither now nor when somebody opens the link. Whoever has the link has the files, and your own browser keeps it in its history.",
      ),
      fits ? field : h("p", { class: "wrong" }, `${size} That is too long for a link; mail and chat programs would cut it. Save it as a file, which can be dropped onto this page.`),
      fits && h("p", { class: "note" }, size),
      h(
        "div",
        { class: "row" },
        fits && h("button", { type: "button", class: "button main", onclick: () => void take() }, "Copy the link"),
        h("button", { type: "button", class: "button", onclick: keep }, "Save as a file"),
        told,
        h("span", { class: "spacer" }),
        h("button", { type: "button", class: "button", onclick: () => this.element.close() }, "Close"),
      ),
    );
    this.element.showModal();
    this.element.querySelector<HTMLElement>(".button")?.focus();
  }
}

/** A file that the dialog saved. */
export function saved(text: string): unknown {
  if (!text.includes(KIND)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "kind" in value && value.kind === KIND ? value : null;
  } catch {
    return null;
  }
}
