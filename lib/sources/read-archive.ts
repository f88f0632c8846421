import { AppError } from "#lib/std/errors.ts";
import { type ArchiveEntry, type ArchiveFile, type OpenArchive, sha256OfFile } from "./archive-file.ts";
import { archiveFormat, withoutEnding } from "./archive-format.ts";
import { collector } from "./collector.ts";
import { ignoredFolderOf } from "./ignored-folders.ts";
import { below, staysInside, tidySubPath } from "./names.ts";
import { openTar } from "./read-tar.ts";
import { openZip } from "./read-zip.ts";
import type { RawFile, ReadContext, Reading } from "./reading.ts";
import { aboveSubPath, missingSubPath } from "./sub-path.ts";

/** Reads an archive twice: all names first, then the wanted contents, in memory. Nothing is unpacked to disk. */
export async function readArchive(
  file: ArchiveFile,
  subPathGiven: string | undefined,
  context: ReadContext,
): Promise<Reading> {
  const format = archiveFormat(file.name);
  if (format === null) throw new AppError("invalid", "archive: must end in .zip, .tar, .tar.gz or .tgz");
  const hash = await sha256OfFile(file.path, context.signal);
  context.progress({ phase: "list", done: 0, total: null });
  const archive = format === "zip" ? await openZip(file, context) : await openTar(file, format, context);
  try {
    const subPath = tidySubPath(subPathGiven);
    const name = withoutEnding(file.name);
    return {
      kind: "archive",
      address: `archive:${file.name}#sha256=${hash}`,
      name: subPath === null ? name : `${name}/${subPath}`,
      commit: null,
      ...(await readEntries(archive, subPath, context)),
    };
  } finally {
    archive.close();
  }
}

async function readEntries(archive: OpenArchive, subPath: string | null, context: ReadContext) {
  const collect = collector(context.limits);
  const ignored = new Set<string>();
  const wanted = new Map<number, string>();
  const above = new Map<number, string>();
  const top = commonFolder(archive.entries);
  const paths: string[] = [];

  for (const [index, entry] of archive.entries.entries()) {
    const whole = below(entry.path, top);
    if (whole === null) continue;
    const folder = ignoredFolderOf(whole);
    paths.push(whole);
    const outer = aboveSubPath(whole, subPath);
    if (outer !== null && entry.kind === "file" && entry.byteCount <= context.limits.fileBytes) above.set(index, outer);
    const path = below(whole, subPath);
    if (path === null) continue;
    if (folder !== null) ignored.add(below(folder, subPath) ?? folder);
    else if (entry.kind === "file") {
      if (collect.admits(path, entry.byteCount)) wanted.set(index, path);
    } else leaveOut(collect.leave, entry, path, whole);
  }
  if (subPath !== null && !paths.some((path) => below(path, subPath) !== null)) throw missingSubPath(subPath, paths);
  for (const folder of ignored)
    collect.leave(folder, "ignored", "installed packages, caches and version control stay out");

  const aboveFiles: RawFile[] = [];
  await archive.read(new Set([...wanted.keys(), ...above.keys()]), (index, content) => {
    const path = wanted.get(index);
    const outer = above.get(index);
    if (path !== undefined) collect.keep(path, content);
    if (outer !== undefined) aboveFiles.push({ path: outer, content });
  });
  return { ...collect.result(), above: aboveFiles };
}

/** The one folder that holds everything, as in the archives of code hosts; null when there is none. */
function commonFolder(entries: readonly ArchiveEntry[]): string | null {
  let common: string | null = null;
  for (const { path } of entries) {
    if (path.startsWith("__MACOSX/")) continue;
    const end = path.indexOf("/");
    const folder = end < 0 ? null : path.slice(0, end);
    if (folder === null || (common !== null && common !== folder)) return null;
    common = folder;
  }
  return common;
}

function leaveOut(
  leave: ReturnType<typeof collector>["leave"],
  entry: ArchiveEntry,
  path: string,
  whole: string,
): void {
  if (entry.kind === "symbolic-link") {
    const inside = staysInside(whole, entry.target ?? "/");
    leave(path, "symbolic-link", inside ? "symbolic links are not followed" : "the link points outside the archive");
  } else if (entry.kind === "hard-link") leave(path, "not-a-file", "a hard link");
  else leave(path, "not-a-file", "neither a file nor a folder");
}
