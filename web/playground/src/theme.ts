// Light, dark, or as the system has it. Remembered where the browser allows it.
import { h, replace } from "./dom.ts";
import { icon } from "./panels/icons.ts";

const CHOICES = ["auto", "light", "dark"] as const;
type Choice = (typeof CHOICES)[number];

const WORDS: Record<Choice, string> = { auto: "as the system", light: "light", dark: "dark" };
const ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;

export function themeSwitch(): HTMLButtonElement {
  let choice = remembered();
  const button = h("button", { type: "button", class: "icon-button" });
  const apply = () => {
    if (choice === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = choice;
    button.setAttribute("aria-label", `Colours: ${WORDS[choice]}`);
    button.title = `Colours: ${WORDS[choice]}`;
    replace(button, icon(ICONS[choice]));
  };
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
    remember(choice);
    apply();
  });
  apply();
  return button;
}

function remembered(): Choice {
  try {
    return CHOICES.find((choice) => choice === localStorage.getItem("theme")) ?? "auto";
  } catch {
    return "auto";
  }
}

function remember(choice: Choice): void {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // A browser that keeps nothing shows the system's colours next time.
  }
}
