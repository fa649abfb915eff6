// How the page is built: a folder of files with relative addresses, and a service worker that keeps them all.
import { defineConfig } from "vite";
import { offline } from "./offline.ts";

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    // Everything is a file of its own: the content policy admits no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  plugins: [offline()],
});
