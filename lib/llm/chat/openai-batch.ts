import { z } from "zod";
import { sha256 } from "#lib/std/hash.ts";
import { CallFailure } from "../call-failure.ts";
import { type Endpoint, jsonOrNull } from "../http-json.ts";
import { type BatchItem, type BatchResult, batchFile, batchResults } from "./batch-lines.ts";
import type { ChatForm } from "./chat-completions.ts";
import { jsonByClient, textByClient } from "./openai-client.ts";
import { ALL_TAKEN, type JsonForm, knownTaken, learn, Taken, weakerForm } from "./taken.ts";

export type BatchOptions = ChatForm & {
  /** Up to and including /v1. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one attempt, files up and down included. */
  readonly timeoutMs?: number | undefined;
  /** The strictest form of JSON to ask for; what the server refuses shows only in a batch's results. */
  readonly json?: JsonForm | undefined;
};

export type BatchState = {
  /** `ended` has results, though not for every request where its window closed first; `failed` has none. */
  readonly state: "running" | "ended" | "failed";
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number };
  /** Why it failed or ended early. */
  readonly reason: string | null;
};

/** Requests answered within a day at a lower price. Every method is one attempt and throws a CallFailure. */
export type BatchClient = {
  /**
   * The id of the batch. The same items are never submitted twice as long as the provider lists their batch, so that it may
   * be called again when nobody knows whether it went through.
   */
  submitBatch(items: readonly BatchItem[], signal: AbortSignal): Promise<string>;
  batchState(batchId: string, signal: AbortSignal): Promise<BatchState>;
  /** Of a batch that ended, by custom id; what is missing was not answered. */
  batchResults(batchId: string, signal: AbortSignal): Promise<Map<string, BatchResult>>;
  cancelBatch(batchId: string, signal: AbortSignal): Promise<void>;
};

const TIMEOUT_MS = 600_000;
const MAX_ANSWER_BYTES = 400 * 2 ** 20;
/** Under which the hash of a batch's requests stands in its metadata. */
const MARK = "retrace_requests";
/** Under which stands what its requests were sent with, so that whoever reads the results knows what was refused. */
const MARK_OF_FORM = "retrace_form";
const LISTED = 100;

/** Batches of any provider that speaks OpenAI's files and batches. */
export function openaiBatches(options: BatchOptions): BatchClient {
  const memory = knownTaken(options.baseUrl, options.model);
  const from = `The batch of ${options.model} at ${options.baseUrl}`;
  const endpoint: Endpoint = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    apiKey: options.apiKey,
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  };

  async function submitBatch(items: readonly BatchItem[], signal: AbortSignal): Promise<string> {
    const { taken } = memory;
    const json = options.json ?? "schema";
    const sent = { ...taken, json: weakerForm(taken.json, json) };
    const file = batchFile(options, items, sent);
    // Of what was asked for, so that it is found by those who have learnt more or less of the model.
    const mark = sha256(batchFile(options, items, { ...ALL_TAKEN, json }));
    const known = await submitted(mark, signal);
    if (known) return known;
    const fileId = await upload(file, signal);
    const asked = {
      input_file_id: fileId,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { [MARK]: mark, [MARK_OF_FORM]: JSON.stringify(sent) },
    } as const;
    return parsed(Batch, (await jsonByClient(endpoint, (client) => client.batches.create(asked), signal)).body).id;
  }

  /** A batch of exactly these requests that is under way or done. */
  async function submitted(mark: string, signal: AbortSignal): Promise<string | null> {
    try {
      const { body } = await jsonByClient(endpoint, (client) => client.batches.list({ limit: LISTED }), signal);
      const { data } = parsed(Batches, body);
      return data.find((batch) => batch.metadata?.[MARK] === mark && !OVER.has(batch.status))?.id ?? null;
    } catch (error) {
      // Some providers list no batches, which is no reason to send none.
      if (error instanceof CallFailure && error.kind === "refused") return null;
      throw error;
    }
  }

  async function upload(text: string, signal: AbortSignal): Promise<string> {
    const file = new File([text], "requests.jsonl", { type: "application/jsonl" });
    const { body } = await jsonByClient(endpoint, (client) => client.files.create({ file, purpose: "batch" }), signal);
    return parsed(Uploaded, body).id;
  }

  async function find(batchId: string, signal: AbortSignal): Promise<Batch> {
    return parsed(Batch, (await jsonByClient(endpoint, (client) => client.batches.retrieve(batchId), signal)).body);
  }

  async function results(batchId: string, signal: AbortSignal): Promise<Map<string, BatchResult>> {
    const batch = await find(batchId, signal);
    const texts: string[] = [];
    for (const fileId of [batch.output_file_id, batch.error_file_id]) {
      if (!fileId) continue;
      texts.push((await textByClient(endpoint, (client) => client.files.content(fileId), signal)).text);
    }
    const results = batchResults(texts, from);
    const told = Taken.safeParse(jsonOrNull(batch.metadata?.[MARK_OF_FORM] ?? ""));
    const sent = told.data ?? memory.taken;
    for (const [customId, result] of results) {
      if (result instanceof CallFailure) results.set(customId, afterLesson(result, sent));
    }
    return results;
  }

  /** What the model was found to refuse is left out of later batches, so that the request may pass there. */
  function afterLesson(failure: CallFailure, sent: Taken): CallFailure {
    if (!learn(memory, sent, "schema", failure, options.model)) return failure;
    return new CallFailure("overload", `${failure.message} The next batch is sent without it.`, { cause: failure });
  }

  async function cancelBatch(batchId: string, signal: AbortSignal): Promise<void> {
    await jsonByClient(endpoint, (client) => client.batches.cancel(batchId), signal);
  }

  function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
    const answer = schema.safeParse(body);
    if (answer.success) return answer.data;
    throw new CallFailure(
      "malformed",
      `${from} is told in another shape than OpenAI's. Check the address, which ends in /v1.`,
    );
  }

  return {
    submitBatch,
    batchState: async (batchId, signal) => stateOf(await find(batchId, signal)),
    batchResults: results,
    cancelBatch,
  };
}

const Uploaded = z.object({ id: z.string().min(1) });
const Count = z.number().int().nonnegative();
const Batch = z.object({
  id: z.string().min(1),
  status: z.string(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  request_counts: z.object({ total: Count, completed: Count, failed: Count }).nullish(),
  errors: z
    .object({ data: z.array(z.object({ message: z.string().nullish(), line: z.number().nullish() })).nullish() })
    .nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
type Batch = z.infer<typeof Batch>;
const Batches = z.object({ data: z.array(Batch) });

/** Its requests are submitted anew when they come again. */
const OVER = new Set(["failed", "expired", "cancelling", "cancelled"]);
const ENDED: Readonly<Record<string, string | null>> = {
  completed: null,
  expired: "The provider's window closed before all requests were answered.",
  cancelled: "The batch was cancelled before all requests were answered.",
};

function stateOf(batch: Batch): BatchState {
  const counts = batch.request_counts ?? { total: 0, completed: 0, failed: 0 };
  if (batch.status === "failed") {
    const errors = (batch.errors?.data ?? []).slice(0, 5);
    const told = errors.map(({ message, line }) => (line ? `line ${line}: ${message}` : message)).join("; ");
    return { state: "failed", counts, reason: `The provider refused the batch: ${told || "it tells no reason"}.` };
  }
  const reason = ENDED[batch.status];
  return reason === undefined ? { state: "running", counts, reason: null } : { state: "ended", counts, reason };
}
