// Files and folders from the reader's disk: dropped onto the page or chosen. They are read here and go nowhere.
import type { File as Text } from "../workspace.ts";
import { counted, h } from "../dom.ts";

export interface Taken {
  files: Text[];
  /** What was left out, and why. */
  notes: string[];
}

const KINDS = /\.(tf|tofu|tfvars|hcl|json|ya?ml|template|tftpl|tpl|txt)$/i;
const PASSED = /(^|\/)(\.git|node_modules|\.terraform\/providers|target|dist|\.venv)(\/|$)/;
const MOST = 2_000;
const LARGEST = 20_000_000;

interface Found {
  path: string;
  file: File;
}

export interface Dropped {
  entries: FileSystemEntry[];
  /** What has no entry: a file that another program made up. */
  files: File[];
}

/** Must be asked before the event is over. */
export function entries(data: DataTransfer): Dropped {
  const items = [...data.items].filter((item) => item.kind === "file").map((item) => [item.webkitGetAsEntry(), item.getAsFile()] as const);
  return {
    entries: items.map(([entry]) => entry).filter((entry) => entry !== null),
    files: items.map(([entry, file]) => (entry ? null : file)).filter((file) => file !== null),
  };
}

export async function dropped({ entries: all, files }: Dropped): Promise<Taken> {
  const found: Found[] = files.map((file) => ({ path: file.name, file }));
  const walk = async (entry: FileSystemEntry, depth: number): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, "");
    if (PASSED.test(path) || depth > 32 || found.length >= MOST * 4) return;
    if (entry.isFile) {
      found.push({ path, file: await new Promise<File>((take, fail) => (entry as FileSystemFileEntry).file(take, fail)) });
    } else {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
        for (const child of batch) await walk(child, depth + 1);
      }
    }
  };
  for (const entry of all) await walk(entry, 0);
  return take(found, all.every((entry) => entry.isFile));
}

function read(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((take, fail) => reader.readEntries(take, fail));
}

/** Opens the browser's own dialog. */
export function choose(folder: boolean): Promise<Taken> {
  return new Promise((done) => {
    const field = h("input", { type: "file", multiple: true, webkitdirectory: folder });
    field.addEventListener("change", () => {
      const found = [...(field.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
      done(take(found.filter(({ path }) => !PASSED.test(path)), !folder));
    });
    field.addEventListener("cancel", () => done({ files: [], notes: [] }));
    field.click();
  });
}

async function take(found: Found[], named: boolean): Promise<Taken> {
  const notes: string[] = [];
  // A file that was named by itself is taken whatever it is called.
  const wanted = named ? found : found.filter(({ path }) => KINDS.test(path));
  const others = found.length - wanted.length;
  if (others > 0) notes.push(`${counted(others, "file")} of other kinds passed over`);
  const files: Text[] = [];
  let room = LARGEST;
  for (const { path, file } of wanted.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (files.length >= MOST || file.size > room) {
      notes.push(`${path} and what follows left out: this page takes ${MOST} files and ${LARGEST / 1_000_000} MB`);
      break;
    }
    const text = await decode(file);
    if (text === undefined) notes.push(`${path} is not text`);
    else {
      files.push({ name: path, text });
      room -= file.size;
    }
  }
  return { files, notes };
}

async function decode(file: File): Promise<string | undefined> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
