// Writes the service worker: a list of all built files, kept in one cache under the name of their digest.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

export function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    // After all others, so that the list is complete.
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const digest = createHash("sha256");
        const names = ["./"];
        for (const name of Object.keys(bundle).sort()) {
          const file = bundle[name];
          if (!file || name.endsWith(".map")) continue;
          digest.update(name).update(file.type === "chunk" ? file.code : file.source);
          if (name !== "index.html") names.push(name);
        }
        for (const name of readdirSync("public").sort()) {
          digest.update(name).update(readFileSync(`public/${name}`));
          names.push(name);
        }
        const source = script(digest.digest("hex").slice(0, 16), names);
        this.emitFile({ type: "asset", fileName: "sw.js", source });
      },
    },
  };
}

function script(version: string, names: string[]): string {
  return `// Keeps the page for use without a network. Asks nobody but the server that it came from.
const NAME = "msklint-${version}";
const FILES = ${JSON.stringify(names)};
addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("msklint-") && name !== NAME;
  const clean = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => clients.claim()));
});
addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  const page = event.request.mode === "navigate" ? "./" : event.request;
  const kept = caches.open(NAME).then((cache) => cache.match(page, { ignoreSearch: true }));
  event.respondWith(kept.then((response) => response ?? fetch(event.request)));
});
`;
}
