// Keeps the address in step with what is on the page, and reads it when the page opens or somebody changes it.
import { project as example } from "../examples/index.ts";
import type { Project, Workspace } from "../workspace.ts";
import { decode, encode, LONGEST, pack, unpack } from "./address.ts";

/** Browsers refuse addresses that change too often. */
const PAUSE = 500;
const PLACE = "project";

export interface Hooks {
  torn(): void;
}

export class Keeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #own = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly hooks: Hooks,
  ) {
    addEventListener("hashchange", () => void this.#changed());
    addEventListener("pagehide", () => clearTimeout(this.#timer));
  }

  async begin(): Promise<void> {
    this.workspace.load((await this.#given()) ?? example("orders"));
    this.workspace.listen(() => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#write(), PAUSE);
    });
  }

  async #given(): Promise<Project | null> {
    const hash = location.hash;
    if (hash.length > 1) {
      const project = await decode(hash);
      if (!project) this.hooks.torn();
      return project;
    }
    return kept();
  }

  async #changed(): Promise<void> {
    if (location.hash.slice(1) === this.#own) return;
    const project = await this.#given();
    if (project) this.workspace.load(project);
  }

  async #write(): Promise<void> {
    const project = this.workspace.project;
    const turn = (this.#turn += 1);
    const text = await encode(project);
    // Packing takes time, and a later one may have been quicker.
    if (turn !== this.#turn) return;
    const fits = text.length <= LONGEST;
    this.#own = fits ? text : "";
    // What is too long for an address is kept for this tab, so that a reload loses nothing.
    keep(fits ? null : project);
    history.replaceState(null, "", fits ? `#${text}` : location.pathname + location.search);
  }
}

function keep(project: Project | null): void {
  try {
    if (project) sessionStorage.setItem(PLACE, JSON.stringify(pack(project)));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // Full or forbidden: then a reload begins anew.
  }
}

function kept(): Project | null {
  try {
    return unpack(JSON.parse(sessionStorage.getItem(PLACE) ?? "null"));
  } catch {
    return null;
  }
}
