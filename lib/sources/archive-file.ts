import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AppError } from "#lib/std/errors.ts";
import type { ImportLimits } from "./schema.ts";

/** An archive on disk with the name it was uploaded under. */
export type ArchiveFile = { readonly path: string; readonly name: string; readonly byteCount: number };

/** One entry as its header tells it. `byteCount` is a claim until the bytes have been counted. */
export type ArchiveEntry = {
  readonly kind: "file" | "symbolic-link" | "hard-link" | "other";
  readonly path: string;
  readonly byteCount: number;
  readonly target: string | null;
};

/** An archive whose entries were all looked at once, and every name found sound. */
export type OpenArchive = {
  readonly entries: readonly ArchiveEntry[];
  /** Reads the chosen entries by their place in `entries`; stops when more bytes come than `limits` allow. */
  read(wanted: ReadonlySet<number>, onFile: (index: number, content: Uint8Array) => void): Promise<void>;
  close(): void;
};

/** Unpacked bytes that every archive may have, however small it is packed: headers and padding compress without end. */
const FREE_BYTES = 1024 * 1024;

export async function sha256OfFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  return hash.digest("hex");
}

/** Counts unpacked bytes, and refuses the archive the moment they are out of proportion to the packed ones. */
export function expansionGuard(packedBytes: number, limits: ImportLimits): (unpackedBytes: number) => void {
  const allowed = Math.max(FREE_BYTES, packedBytes * limits.expansion);
  let unpacked = 0;
  return (bytes) => {
    unpacked += bytes;
    if (unpacked <= allowed) return;
    const message = `The archive is refused: it unpacks to more than ${limits.expansion} times its size (limit expansion). If you trust it, unpack it yourself and import the folder, or raise the limit.`;
    throw new AppError("too-large", message, { fields: [{ field: "limits.expansion", message }] });
  };
}

/** What a library says of a damaged archive, as a refusal; our own refusals pass unchanged. */
export function damaged(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof AppError || signal.aborted) return error;
  const said = error instanceof Error ? error.message.slice(0, 200) : "unknown";
  return new AppError(
    "invalid",
    `The archive is damaged or not of the kind its name says: ${said}. Pack it anew and upload it again.`,
    { cause: error },
  );
}
