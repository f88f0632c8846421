import { createReadStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { invariant } from "#lib/std/assert.ts";
import { type ArchiveEntry, type ArchiveFile, damaged, expansionGuard, type OpenArchive } from "./archive-file.ts";
import { MAXIMUM_ENTRIES, tooManyEntries } from "./collector.ts";
import { entryPath } from "./names.ts";
import type { ReadContext } from "./reading.ts";

/** Looks at every header of a tar. It has no directory, so its contents pass by uncollected. */
export async function openTar(file: ArchiveFile, format: "tar" | "tar.gz", context: ReadContext): Promise<OpenArchive> {
  const entries: ArchiveEntry[] = [];
  await eachEntry(file, format, context, async (entry, body) => {
    entries.push(entry);
    if (entries.length > MAXIMUM_ENTRIES) throw tooManyEntries();
    await drain(body);
  });
  return {
    entries,
    async read(wanted, onFile) {
      let index = -1;
      await eachEntry(file, format, context, async (_entry, body) => {
        index += 1;
        if (index % 200 === 0) context.progress({ phase: "read", done: index, total: entries.length });
        if (wanted.has(index)) onFile(index, await collectAll(body));
        else await drain(body);
      });
    },
    close: () => {},
  };
}

/** An entry's bytes; the types of tar-stream's streams leave open what they carry. */
type Body = AsyncIterable<unknown>;

/** Streams the archive past `visit`. Unpacked bytes are counted before the tar is parsed, so that a bomb ends early. */
async function eachEntry(
  file: ArchiveFile,
  format: "tar" | "tar.gz",
  context: ReadContext,
  visit: (entry: ArchiveEntry, body: Body) => Promise<void>,
): Promise<void> {
  const count = expansionGuard(file.byteCount, context.limits);
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        count(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  const parser = extract();
  parser.on("entry", (header, body, next) => {
    onEntry(header, body, visit).then(
      () => next(),
      (error: unknown) => {
        // The first cause is kept: destroying the parser would otherwise surface as a closed stream.
        parser.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
  try {
    const packed = createReadStream(file.path);
    const stages = format === "tar.gz" ? [packed, createGunzip(), counter, parser] : [packed, counter, parser];
    await pipeline(stages, { signal: context.signal });
  } catch (error) {
    throw damaged(error, context.signal);
  }
}

async function onEntry(header: Header, body: Body, visit: (entry: ArchiveEntry, body: Body) => Promise<void>) {
  const path = entryPath(header.name);
  if (header.type === "directory" || path === "") return drain(body);
  await visit({ kind: kindOf(header), path, byteCount: header.size ?? 0, target: header.linkname ?? null }, body);
}

function kindOf(header: Header): ArchiveEntry["kind"] {
  if (header.type === "file" || header.type === "contiguous-file") return "file";
  if (header.type === "symlink") return "symbolic-link";
  return header.type === "link" ? "hard-link" : "other";
}

async function drain(body: Body): Promise<void> {
  for await (const _chunk of body);
}

/** A tar's header says where the next entry begins, so a body is never longer than announced. */
async function collectAll(body: Body): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    invariant(chunk instanceof Uint8Array, "an entry's stream carries bytes");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
