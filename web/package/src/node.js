/** For Node: the module lies on the disk. */

import { readFile } from "node:fs/promises";
import { loader } from "./linter.js";

export { CrashError, SettingsError, pages } from "./linter.js";
export const load = loader(() => readFile(new URL("../dist/msklint_bg.wasm", import.meta.url)));
