import { AppError } from "#lib/std/errors.ts";

/** Longest JSON body; nothing of ours comes near. Archives go to their own route as a stream. */
const JSON_LIMIT_BYTES = 1024 * 1024;

/** The JSON of a request. Counts while it reads: `content-length` is only what the sender says. */
export async function readJson(request: Request, limitBytes: number = JSON_LIMIT_BYTES): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw invalid("must be JSON, sent as content-type application/json");
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const bytes = await readBytes(request.body, limitBytes);
  const value = parseJson(bytes);
  if (holdsNul(value)) throw invalid("holds the character U+0000, which cannot be stored");
  return value;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("is not valid JSON");
  }
}

/** Postgres refuses this one character in text and in JSON; here it can still be told as the sender's fault. */
function holdsNul(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each === "string" && each.includes("\0")) return true;
    if (typeof each === "object" && each !== null) open.push(...Object.keys(each), ...Object.values(each));
  }
  return false;
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
