import { AppError } from "#lib/std/errors.ts";
import { problemOfPath, shown } from "./names.ts";
import type { LeftOut, RawFile } from "./reading.ts";
import type { ImportLimits, LeftOutReason } from "./schema.ts";

/** Entries a reader looks at, kept or not; more is an attack or a wrong folder. */
export const MAXIMUM_ENTRIES = 200_000;

const CLASH = "the source holds a file and a folder of one name";

export type Collector = {
  leave(path: string, reason: LeftOutReason, detail: string): void;
  /** True when the file may be read; otherwise it has been reported. Throws past a whole limit, before any byte is read. */
  admits(path: string, byteCount: number): boolean;
  /** Keeps an admitted file. The bytes counted are the real ones, whatever was announced. */
  keep(path: string, content: Uint8Array): void;
  result(): { files: RawFile[]; leftOut: LeftOut[] };
};

/** Holds one import to its limits: what is over a file's bound is reported, what is over the whole refuses. */
export function collector(limits: ImportLimits): Collector {
  const files: RawFile[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  let keptBytes = 0;
  let announcedBytes = 0;

  const leave: Collector["leave"] = (path, reason, detail) => {
    if (leftOut.length >= MAXIMUM_ENTRIES) throw tooManyEntries();
    leftOut.push({ path: reportable(path), reason, detail });
  };

  return {
    leave,
    admits(path, byteCount) {
      const problem = problemOfPath(path);
      if (problem) leave(path, "bad-name", problem);
      else if (seen.has(path)) leave(path, "duplicate-path", "the source holds this path twice; the first was kept");
      else if (byteCount > limits.fileBytes) leave(path, "too-large", sizeDetail(byteCount, limits));
      else if (foldersOf(path).some((folder) => seen.has(folder))) leave(path, "duplicate-path", CLASH);
      else {
        seen.add(path);
        announcedBytes += byteCount;
        if (seen.size > limits.files) throw tooMany(limits);
        if (announcedBytes > limits.totalBytes) throw tooMuch(limits);
        return true;
      }
      return false;
    },
    keep(path, content) {
      if (content.length > limits.fileBytes) return leave(path, "too-large", sizeDetail(content.length, limits));
      keptBytes += content.length;
      if (keptBytes > limits.totalBytes) throw tooMuch(limits);
      files.push({ path, content });
    },
    result() {
      // The folders of all files are many where names are deep, so they are compared at the end and never stored.
      const clashing = new Set(files.flatMap((file) => foldersOf(file.path).filter((folder) => seen.has(folder))));
      for (const path of clashing) leave(path, "duplicate-path", CLASH);
      return { files: files.filter((file) => !clashing.has(file.path)), leftOut };
    },
  };
}

/** The refusal of a source with more entries than any import looks at. */
export function tooManyEntries(): AppError {
  return refusal("entries", `more than ${MAXIMUM_ENTRIES} entries`);
}

export function tooMuch(limits: ImportLimits): AppError {
  return refusal("totalBytes", `more than ${limits.totalBytes} bytes (limit totalBytes)`);
}

function sizeDetail(byteCount: number, limits: ImportLimits): string {
  return `${byteCount} bytes; the limit is ${limits.fileBytes} bytes a file (fileBytes)`;
}

function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_segment, index) => segments.slice(0, index + 1).join("/"));
}

function tooMany(limits: ImportLimits): AppError {
  return refusal("files", `more than ${limits.files} files (limit files)`);
}

function refusal(field: string, what: string): AppError {
  const message = `The source has ${what}. Import a sub-path of it, or raise the limit.`;
  return new AppError("too-large", message, { fields: [{ field: `limits.${field}`, message }] });
}

/** The report is JSON in Postgres, which holds neither NUL nor half a surrogate pair. */
function reportable(path: string): string {
  return shown(path.toWellFormed()).slice(0, 1000).toWellFormed();
}
