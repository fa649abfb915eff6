/** What there is to load. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

/** In bytes: as it is, and as servers send it. */
const MOST = { raw: 1_950_000, brotli: 640_000 };

test("the module stays within its size", (test) => {
  const module = readFileSync(new URL("../dist/msklint_bg.wasm", import.meta.url));
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: module.length };
  const size = { raw: module.length, brotli: brotliCompressSync(module, { params }).length };
  test.diagnostic(`msklint_bg.wasm: ${size.raw} bytes, ${size.brotli} with brotli`);
  for (const [way, most] of Object.entries(MOST)) assert.ok(size[way] <= most, `${size[way]} bytes ${way}, ${most} at the most`);
});
