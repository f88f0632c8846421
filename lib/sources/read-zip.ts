import { crc32 } from "node:zlib";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { AppError } from "#lib/std/errors.ts";
import { type ArchiveEntry, type ArchiveFile, damaged, expansionGuard, type OpenArchive } from "./archive-file.ts";
import { MAXIMUM_ENTRIES, tooManyEntries } from "./collector.ts";
import { entryPath, shown } from "./names.ts";
import type { ReadContext } from "./reading.ts";

/** Longest target of a symbolic link that is read to be reported. */
const LINK_BYTES = 4096;

/** Looks at a zip's directory: names, kinds and announced sizes; no content is unpacked yet. */
export async function openZip(file: ArchiveFile, context: ReadContext): Promise<OpenArchive> {
  const zip = await openPromise(file.path, { autoClose: false, decodeStrings: false }).catch((error: unknown) => {
    throw damaged(error, context.signal);
  });
  const stop = () => zip.close();
  context.signal.addEventListener("abort", stop, { once: true });
  const announced = expansionGuard(file.byteCount, context.limits);
  const counted = expansionGuard(file.byteCount, context.limits);
  const headers: Entry[] = [];
  const entries: ArchiveEntry[] = [];
  const close = () => {
    context.signal.removeEventListener("abort", stop);
    zip.close();
  };
  try {
    if (zip.entryCount > MAXIMUM_ENTRIES) throw tooManyEntries();
    for (const header of await directory(zip)) {
      context.signal.throwIfAborted();
      const name = nameOf(header);
      const path = entryPath(name);
      if (header.isEncrypted())
        throw new AppError(
          "invalid",
          `The archive is refused: entry ${shown(name)} is encrypted. Pack it without a password.`,
        );
      announced(header.uncompressedSize);
      if (name.endsWith("/") || path === "") continue;
      const kind = kindOf(header);
      const isLink = kind === "symbolic-link" && header.uncompressedSize <= LINK_BYTES;
      const target = isLink ? new TextDecoder().decode(await unpack(zip, header, LINK_BYTES, counted)) : null;
      headers.push(header);
      entries.push({ kind, path, byteCount: header.uncompressedSize, target });
    }
  } catch (error) {
    close();
    throw damaged(error, context.signal);
  }
  return {
    entries,
    async read(wanted, onFile) {
      try {
        for (const [index, header] of headers.entries()) {
          if (!wanted.has(index)) continue;
          context.signal.throwIfAborted();
          if (index % 200 === 0) context.progress({ phase: "read", done: index, total: headers.length });
          onFile(index, await unpack(zip, header, context.limits.fileBytes, counted));
        }
      } catch (error) {
        throw damaged(error, context.signal);
      }
    },
    close,
  };
}

function directory(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    zip.on("error", reject);
    zip.on("end", () => resolve(found));
    zip.on("entry", (entry: Entry) => {
      found.push(entry);
      if (found.length > MAXIMUM_ENTRIES) reject(tooManyEntries());
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

/** The name as written: `strict` keeps a backslash a backslash, so that it can be refused. */
function nameOf(header: Entry): string {
  return getFileNameLowLevel(header.generalPurposeBitFlag, header.fileNameRaw, header.extraFields, true);
}

/** Unix file types stand in the upper half of the external attributes; other systems leave it empty. */
function kindOf(header: Entry): ArchiveEntry["kind"] {
  const type = (header.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o120000) return "symbolic-link";
  return type === 0 || type === 0o100000 ? "file" : "other";
}

async function unpack(
  zip: ZipFile,
  header: Entry,
  limitBytes: number,
  count: (bytes: number) => void,
): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(header);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    count(chunk.length);
    length += chunk.length;
    if (length > limitBytes)
      throw new AppError("invalid", `The archive is refused: entry ${shown(nameOf(header))} is larger than it says`);
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  if (crc32(content) !== header.crc32)
    throw new AppError(
      "invalid",
      `The archive is refused: entry ${shown(nameOf(header))} is damaged (its checksum differs). Pack it anew.`,
    );
  return content;
}
