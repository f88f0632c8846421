import { randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import type { ArchiveFile } from "./archive-file.ts";
import { archiveFormat } from "./archive-format.ts";
import { problemOfPath } from "./names.ts";
import type { UploadReceipt } from "./schema.ts";
import * as store from "./store.ts";

export type UploadLimits = { readonly uploadBytes: number };
export const defaultUploadLimits: UploadLimits = { uploadBytes: 256 * 1024 * 1024 };
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60_000;

/** Streams an archive into the data folder. Past the limit, or when the stream breaks off, nothing is left there. */
export async function saveUpload(
  name: string,
  stream: AsyncIterable<Uint8Array>,
  limits: UploadLimits = defaultUploadLimits,
): Promise<UploadReceipt> {
  checkName(name);
  await dropForgotten();
  const uploadId = randomUUID();
  const folder = join(dataFolder(), "uploads");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, uploadId);
  try {
    const byteCount = await write(path, stream, limits);
    await store.insertUpload({ id: uploadId, name, byteCount, path: uploadId });
    return { uploadId, name, byteCount };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Deletes an upload and its bytes; one that is gone already is no error. */
export async function dropUpload(uploadId: string): Promise<void> {
  const upload = await store.findUpload(uploadId);
  if (upload === null) return;
  await rm(pathOf(upload.path), { force: true });
  await store.deleteUpload(uploadId);
}

/** An upload whose import was refused stays for another try, and not for ever. */
async function dropForgotten(): Promise<void> {
  const ids = await store.listUploadsBefore(new Date(Date.now() - FORGOTTEN_AFTER_MS));
  for (const id of ids) await dropUpload(id);
}

/** Where an upload's bytes lie. */
export async function getUpload(uploadId: string): Promise<ArchiveFile> {
  const upload = await store.findUpload(uploadId);
  if (upload === null) {
    const message = "the uploaded archive is no longer there; upload it again";
    throw new AppError("not-found", `uploadId: ${message}`, { fields: [{ field: "uploadId", message }] });
  }
  return { path: pathOf(upload.path), name: upload.name, byteCount: upload.byteCount };
}

function checkName(name: string): void {
  const problem =
    problemOfPath(name) ?? (name.includes("/") || name.length > 200 ? "the name must be a short file name" : null);
  const message = problem ?? (archiveFormat(name) === null ? "must end in .zip, .tar, .tar.gz or .tgz" : null);
  if (message) throw new AppError("invalid", `name: ${message}`, { fields: [{ field: "name", message }] });
}

/** The row holds the file's name alone, so that the data folder may be moved. */
function pathOf(name: string): string {
  return join(dataFolder(), "uploads", name);
}

async function write(path: string, stream: AsyncIterable<Uint8Array>, limits: UploadLimits): Promise<number> {
  await using file = await open(path, "wx", 0o600);
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limits.uploadBytes) {
      throw new AppError(
        "too-large",
        `The archive is larger than ${limits.uploadBytes} bytes (limit uploadBytes). Import the folder or the git address instead, or raise the limit.`,
      );
    }
    await file.writeFile(chunk);
  }
  if (length === 0) throw new AppError("invalid", "The upload is empty; choose the file again.");
  return length;
}
