import { open } from "node:fs/promises";
import { AppError, codeOf } from "#lib/std/errors.ts";

const CHUNK_BYTES = 256 * 1024;

/** Streams a file as an attachment, the whole or the one range that was asked for (RFC 9110, section 14). */
export async function fileResponse(
  request: Request,
  file: { readonly path: string; readonly name: string; readonly type: string },
): Promise<Response> {
  const handle = await open(file.path, "r").catch((error: unknown) => {
    if (codeOf(error) !== "ENOENT") throw error;
    throw new AppError("not-found", `${file.name} is no longer in the data folder. Export it again.`);
  });
  const { size, mtimeMs } = await handle.stat();
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  const headers = {
    ...attachmentHeaders(file),
    "accept-ranges": "bytes",
    etag,
  };
  const range = isCurrent(request, etag) ? parseRange(request.headers.get("range"), size) : "whole";
  if (range === "unsatisfiable") {
    await handle.close();
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  }
  const [start, end] = range === "whole" ? [0, size - 1] : range;
  const part = range === "whole" ? {} : { "content-range": `bytes ${start}-${end}/${size}` };
  const sized = { ...headers, ...part, "content-length": String(end - start + 1) };
  const status = range === "whole" ? 200 : 206;
  if (request.method === "HEAD" || size === 0) {
    await handle.close();
    return new Response(null, { status, headers: sized });
  }
  return new Response(readRange(handle, start, end), { status, headers: sized });
}

/** A short text as an attachment. */
export function attachment(text: string, file: { readonly name: string; readonly type: string }): Response {
  return new Response(text, { headers: attachmentHeaders(file) });
}

function attachmentHeaders({ name, type }: { readonly name: string; readonly type: string }) {
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
    "cache-control": "no-store",
  };
}

/** A range continues a download only of the same bytes. */
function isCurrent(request: Request, etag: string): boolean {
  const condition = request.headers.get("if-range");
  return condition === null || condition === etag;
}

/** First and last byte. Several ranges, or what is no range of bytes, are answered with the whole. */
export function parseRange(header: string | null, size: number): readonly [number, number] | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (!match || (first === "" && last === "")) return "whole";
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return "whole";
  return start > end ? "unsatisfiable" : [start, end];
}

function readRange(handle: Awaited<ReturnType<typeof open>>, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const length = Math.min(CHUNK_BYTES, end - position + 1);
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, position);
      position += bytesRead;
      if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
      if (bytesRead > 0 && position <= end) return;
      await handle.close();
      controller.close();
    },
    cancel: () => handle.close(),
  });
}
