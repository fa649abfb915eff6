/** For browsers and web workers: the module is fetched from beside this script. */

import { loader } from "./linter.js";

export { CrashError, SettingsError, pages } from "./linter.js";
export const load = loader(() => new URL("../dist/msklint_bg.wasm", import.meta.url));
