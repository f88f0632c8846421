import { z } from "zod";
import { AppError } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { jsonOrNull, statusFailure } from "../http-json.ts";
import type { ChatReply, ChatRequest } from "../port.ts";
import { type ChatForm, chatBody } from "./chat-completions.ts";
import { chatReply } from "./chat-reply.ts";
import type { Taken } from "./taken.ts";

export type BatchItem = { readonly customId: string; readonly request: ChatRequest };
export type BatchResult = ChatReply | CallFailure;

/** Limits of OpenAI's Batch API as its guide tells them. */
const MOST_ITEMS = 50_000;
const MOST_BYTES = 200_000_000;

/** The file that a batch is made of: one request a line, in the order given. */
export function batchFile(form: ChatForm, items: readonly BatchItem[], taken: Taken): string {
  if (items.length === 0) throw new AppError("invalid", "items: a batch needs at least one request");
  if (items.length > MOST_ITEMS) {
    throw new AppError(
      "too-large",
      `items: a batch holds at most ${MOST_ITEMS} requests; submit ${items.length} as several`,
    );
  }
  const seen = new Set<string>();
  const lines = items.map(({ customId, request }) => {
    if (customId === "" || seen.has(customId)) {
      throw new AppError("invalid", `items: the custom id "${customId}" does not name one request alone`);
    }
    seen.add(customId);
    const body = chatBody(form, request, taken);
    return `${JSON.stringify({ custom_id: customId, method: "POST", url: "/v1/chat/completions", body })}\n`;
  });
  const file = lines.join("");
  const bytes = Buffer.byteLength(file);
  if (bytes > MOST_BYTES) {
    throw new AppError(
      "too-large",
      `items: a batch holds at most ${MOST_BYTES} bytes; submit these ${bytes} as several`,
    );
  }
  return file;
}

const Line = z.object({
  custom_id: z.string().min(1),
  response: z.object({ status_code: z.number().int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});
type Line = z.infer<typeof Line>;

/** The end of the window or of the batch came first: the same request may be sent again. */
const NOT_REACHED = new Set(["batch_expired", "batch_cancelled"]);

/**
 * What became of each request, by custom id; lines come in no promised order. A file that cannot be read whole is refused
 * whole, because nobody knows whose line is missing.
 */
export function batchResults(texts: readonly string[], from: string): Map<string, BatchResult> {
  const results = new Map<string, BatchResult>();
  for (const text of texts) {
    for (const [index, line] of text.split("\n").entries()) {
      if (line.trim() === "") continue;
      const parsed = Line.safeParse(jsonOrNull(line));
      if (!parsed.success) {
        throw new CallFailure(
          "malformed",
          `Line ${index + 1} of the results of ${from} is cut off or has another shape.`,
        );
      }
      const { custom_id: customId } = parsed.data;
      // Which of two answers is the request's own nobody knows; those of the other requests are good and paid for.
      const twice = new CallFailure("wrong", `${from} answered the request "${customId}" twice. Submit it again.`);
      results.set(customId, results.has(customId) ? twice : resultOf(parsed.data, `${from}, request ${customId},`));
    }
  }
  return results;
}

function resultOf({ response, error }: Line, from: string): BatchResult {
  try {
    if (response?.status_code === 200) return chatReply(response.body, from, 0);
  } catch (failure) {
    if (failure instanceof CallFailure) return failure;
    throw failure;
  }
  if (response) return statusFailure(response.status_code, from, JSON.stringify(response.body ?? null), null);
  const what = error?.message ?? error?.code ?? "no reason";
  if (error?.code && NOT_REACHED.has(error.code))
    return new CallFailure("overload", `${from} was not reached: ${what}`);
  return new CallFailure("server", `${from} failed: ${what}`);
}
