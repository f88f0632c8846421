import { AppError } from "#lib/std/errors.ts";

/** Longest JSON body; nothing of ours comes near. Archives go to their own route as a stream. */
export const JSON_LIMIT_BYTES = 1024 * 1024;

/** The JSON of a request. Counts while it reads: `content-length` is only what the sender says. */
export async function readJson(request: Request, limitBytes: number = JSON_LIMIT_BYTES): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw invalid("must be JSON, sent as content-type application/json");
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const bytes = await readBytes(request.body, limitBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("is not valid JSON");
  }
}

async function readBytes(stream: ReadableStream<Uint8Array> | null, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream ?? []) {
    length += chunk.byteLength;
    if (length > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function invalid(message: string): AppError {
  return new AppError("invalid", `The body ${message}.`, { fields: [{ field: "body", message }] });
}

function tooLarge(limitBytes: number): AppError {
  return new AppError("too-large", `The body is longer than ${limitBytes} bytes, the most that is read here.`);
}
