import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Source } from "#lib/sources/index.ts";
import { saveUpload } from "#lib/sources/server.ts";
import { AppError } from "#lib/std/errors.ts";

type SourceOptions = { readonly subPath?: string | undefined; readonly commit?: string | undefined };

/** What a person typed, as a source: an address with a scheme, an archive file, or a folder. */
export async function sourceOf(given: string, { subPath, commit }: SourceOptions): Promise<Source> {
  const below = subPath === undefined ? {} : { subPath };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given) || /^[^/\s]+@[^/\s]+:/.test(given) || given.startsWith("-")) {
    return { kind: "git", address: given, ...below, ...(commit !== undefined && { commit }) };
  }
  const path = resolve(given);
  const found = await stat(path).catch(() => null);
  if (!found) throw new AppError("invalid", `${given}: no such folder or archive; an address begins with https://`);
  if (found.isFile()) {
    const { uploadId } = await saveUpload(basename(path), createReadStream(path));
    return { kind: "archive", uploadId, ...below };
  }
  // A folder is read as it stands; at a commit it is read as the git repository it is.
  if (commit !== undefined) return { kind: "git", address: path, commit, ...below };
  return { kind: "folder", path, ...below };
}
