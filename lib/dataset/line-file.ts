import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError, codeOf } from "#lib/std/errors.ts";

/** Writes are gathered to this size: a row is often small and a system call is not. */
const BUFFER_BYTES = 1024 * 1024;

export type LineFile = {
  /** Adds one line; waits while the disk is behind, so that memory holds one buffer and one line. */
  readonly add: (line: string) => Promise<void>;
};

export type WrittenFile = { readonly bytes: number; readonly sha256: string };

/**
 * Writes lines to a file that appears under its name whole or not at all. The unfinished one beside it has a fixed
 * name: what a killed process left behind is overwritten by the next attempt.
 */
export async function writeLines(path: string, produce: (file: LineFile) => Promise<void>): Promise<WrittenFile> {
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const written = await writeUnfinished(unfinished, produce);
    await rename(unfinished, path);
    return written;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw explain(error, path);
  }
}

async function writeUnfinished(path: string, produce: (file: LineFile) => Promise<void>): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const handle = await open(path, "w", 0o600);
  async function flush(): Promise<void> {
    const buffers = waiting;
    waiting = [];
    waitingBytes = 0;
    // appendFile, because write and writev may write less than they were given and only say so.
    if (buffers.length > 0) await handle.appendFile(Buffer.concat(buffers));
  }
  try {
    await produce({
      add: async (line) => {
        const buffer = Buffer.from(`${line}\n`, "utf8");
        hash.update(buffer);
        bytes += buffer.byteLength;
        waiting.push(buffer);
        waitingBytes += buffer.byteLength;
        if (waitingBytes >= BUFFER_BYTES) await flush();
      },
    });
    await flush();
    // On the disk before the rename, or a power cut leaves a whole name over half a file.
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

function explain(error: unknown, path: string): unknown {
  switch (codeOf(error)) {
    case "ENOSPC":
      return new AppError("upstream", `The disk is full: ${path} was not written. Free some space and export again.`, {
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AppError("upstream", `${path} may not be written. Choose another place or set RETRACE_DATA.`, {
        cause: error,
      });
    case "ENOTDIR":
    case "EEXIST":
    case "EISDIR":
      return new AppError("invalid", `${path} cannot be a file: something else stands there or above it.`, {
        cause: error,
      });
    default:
      return error;
  }
}
