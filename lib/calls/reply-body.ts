import { deflateSync, inflateSync } from "node:zlib";
import { z } from "zod";
import type { ChatReply, ChatRequest, TargetScore } from "#lib/llm/port.ts";
import { AppError } from "#lib/std/errors.ts";

/** Prompt logprobs of a 128k-token target are about 1 MB. */
const MOST_BYTES = 64 * 2 ** 20;

const StoredUsage = z.object({
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  cachedTokens: z.number().nullable(),
  wallMs: z.number(),
  retries: z.number(),
  waitedMs: z.number().optional(),
});
const StoredChatReply = z.object({
  text: z.string(),
  finish: z.enum(["stop", "length", "other"]),
  usage: StoredUsage,
});
const StoredScore = z.object({
  ends: z.array(z.number()),
  /** Little-endian float64, base64: JSON would lose the sign of -0. */
  logprobs: z.base64(),
  usage: StoredUsage,
});
/** Strict: a parameter that this does not know must not be lost between its key and what is sent. */
const StoredRequest = z.strictObject({
  system: z.string(),
  user: z.string(),
  temperature: z.number(),
  topP: z.number(),
  maxOutputTokens: z.number(),
  seed: z.number().nullable(),
  sample: z.string(),
  json: z.union([z.literal("object"), z.record(z.string(), z.unknown())]).optional(),
});

export function packChatReply(reply: ChatReply): Uint8Array<ArrayBuffer> {
  return pack(reply);
}

export function unpackChatReply(body: Uint8Array): ChatReply {
  const { usage, ...reply } = StoredChatReply.parse(unpack(body));
  return { ...reply, usage: usageOf(usage) };
}

export function packScore({ ends, logprobs, usage }: TargetScore): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(logprobs.length * 8);
  for (const [index, logprob] of logprobs.entries()) bytes.writeDoubleLE(logprob, index * 8);
  return pack({ ends, logprobs: bytes.toString("base64"), usage });
}

export function unpackScore(body: Uint8Array): TargetScore {
  const { ends, logprobs, usage } = StoredScore.parse(unpack(body));
  const bytes = Buffer.from(logprobs, "base64");
  const values = Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
  return { ends, logprobs: values, usage: usageOf(usage) };
}

export function packRequest(request: ChatRequest): Uint8Array<ArrayBuffer> {
  return pack(request);
}

export function unpackRequest(body: Uint8Array): ChatRequest {
  const { json, ...request } = StoredRequest.parse(unpack(body));
  return json === undefined ? request : { ...request, json };
}

function pack(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(deflateSync(JSON.stringify(value)));
}

function unpack(body: Uint8Array): unknown {
  try {
    return JSON.parse(inflateSync(body, { maxOutputLength: MOST_BYTES }).toString("utf8"));
  } catch (error) {
    throw new AppError(
      "conflict",
      "A stored reply of a model cannot be read. Delete it from ModelReply, and run again.",
      {
        cause: error,
      },
    );
  }
}

function usageOf({ waitedMs, ...usage }: z.infer<typeof StoredUsage>): ChatReply["usage"] {
  return waitedMs === undefined ? usage : { ...usage, waitedMs };
}
