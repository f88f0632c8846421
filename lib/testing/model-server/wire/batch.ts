import { z } from "zod";
import { canonicalJson, sha256 } from "#lib/std/hash.ts";
import { type Answer, type Heard, ok } from "../heard.ts";
import type { Ledger } from "../ledger.ts";
import type { BatchOptions } from "../options.ts";
import type { Turn } from "../scored-prompt.ts";
import { Batch, batchObject, fileObject, linesOf, type RequestLine, type StoredFile } from "./batch-objects.ts";

/*
 * Files and batches as OpenAI's API reference describes them (objects of openai.apidog.io/api-12347328; a result line as
 * in the example data of openai-api-rs). A batch goes on each time somebody looks at it, so that tests need no clock.
 */

export type Batches = {
  /** `complete` answers one line of a batch as the chat endpoint would. */
  answer(turn: Turn, raw: Buffer, complete: (heard: Heard) => Answer): Promise<Answer>;
};

const CreateBody = z.object({
  input_file_id: z.string(),
  endpoint: z.literal("/v1/chat/completions"),
  completion_window: z.literal("24h"),
  metadata: z.record(z.string(), z.string()).nullish(),
});
const FINAL = new Set<Batch["status"]>(["failed", "completed", "expired", "cancelled"]);

export function batchStore(ledger: Ledger, options: BatchOptions): Batches {
  const files = new Map<string, StoredFile>();
  const batches = new Map<string, Batch>();
  for (const line of ledger.restored) {
    if (line.type === "file") files.set(line.id, line);
    if (line.type === "batch") batches.set(line.id, Batch.parse(JSON.parse(line.json)));
  }

  function addFile(text: string, filename: string, purpose: string): StoredFile {
    const file = { id: `file-${sha256(`${files.size}\n${text}`).slice(0, 20)}`, text, filename, purpose };
    files.set(file.id, file);
    ledger.write({ type: "file", ...file });
    return file;
  }

  function save(batch: Batch): Batch {
    batches.set(batch.id, batch);
    ledger.write({ type: "batch", id: batch.id, json: JSON.stringify(batch) });
    return batch;
  }

  async function upload(turn: Turn, raw: Buffer): Promise<Answer> {
    const type = turn.heard.headers["content-type"] ?? "";
    const form = await new Response(new Uint8Array(raw), { headers: { "content-type": type } })
      .formData()
      .catch(() => null);
    const file = form?.get("file");
    const purpose = form?.get("purpose");
    if (!(file instanceof File) || typeof purpose !== "string")
      return failure(400, "'file' and 'purpose' are required.");
    return ok(fileObject(addFile(await file.text(), file.name, purpose)));
  }

  function create(turn: Turn): Answer {
    const parsed = CreateBody.safeParse(turn.heard.body);
    if (!parsed.success) return failure(400, z.prettifyError(parsed.error));
    const { input_file_id, endpoint, metadata } = parsed.data;
    const file = files.get(input_file_id);
    if (file?.purpose !== "batch") return failure(400, `There is no file ${input_file_id} for a batch.`);
    const { lines, errors } = linesOf(file.text);
    return ok(
      batchObject(
        save({
          id: `batch_${sha256(`${batches.size}\n${input_file_id}`).slice(0, 20)}`,
          endpoint,
          input_file_id,
          metadata: metadata ?? null,
          status: errors.length > 0 ? "failed" : "validating",
          looks: 0,
          output_file_id: null,
          error_file_id: null,
          errors,
          counts: { total: lines.length, completed: 0, failed: 0 },
        }),
      ),
    );
  }

  /** One look later. */
  function advance(batch: Batch, turn: Turn, complete: (heard: Heard) => Answer): Batch {
    if (FINAL.has(batch.status)) return batch;
    const looks = batch.looks + 1;
    const polls = options.polls ?? 2;
    const { lines } = linesOf(files.get(batch.input_file_id)?.text ?? "");
    if (batch.status === "cancelling") {
      const done = lines.slice(0, Math.floor((lines.length * Math.min(batch.looks, polls)) / (polls + 1)));
      return save(close({ ...batch, looks }, "cancelled", done, [], turn, complete));
    }
    if (looks < polls) {
      const completed = Math.floor((lines.length * looks) / (polls + 1));
      return save({ ...batch, looks, status: "in_progress", counts: { ...batch.counts, completed } });
    }
    if (!options.expires) return save(close({ ...batch, looks }, "completed", lines, [], turn, complete));
    const half = Math.floor(lines.length / 2);
    return save(close({ ...batch, looks }, "expired", lines.slice(0, half), lines.slice(half), turn, complete));
  }

  function close(
    batch: Batch,
    status: Batch["status"],
    done: readonly RequestLine[],
    late: readonly RequestLine[],
    turn: Turn,
    complete: (heard: Heard) => Answer,
  ): Batch {
    const good: object[] = [];
    const bad: object[] = late.map((line, index) => ({
      id: `batch_req_late${index}`,
      custom_id: line.custom_id,
      response: null,
      error: {
        code: "batch_expired",
        message: "The completion window ended first.",
      },
    }));
    for (const [index, line] of done.entries()) {
      const key = sha256(`batch\n${canonicalJson(line.body)}`);
      const answer: Answer = options.failing?.(line.custom_id)
        ? {
            status: 500,
            json: { error: { message: "The server had an error.", type: "server_error", param: null, code: null } },
          }
        : complete({ ...turn.heard, method: "POST", path: line.url, body: line.body, text: "", key, nthOfKey: 0 });
      const result = {
        id: `batch_req_${index}`,
        custom_id: line.custom_id,
        response: { status_code: answer.status, request_id: `req_${index}`, body: answer.json },
        error: null,
      };
      if (answer.status === 200) good.push(result);
      else bad.push(result);
      ledger.ended({
        path: "/v1/batches (line)",
        key,
        heardMs: 0,
        slotMs: null,
        endedMs: 0,
        status: answer.status,
        faults: [],
        paid: answer.status === 200,
        inputTokens: answer.inputTokens ?? 0,
        outputTokens: answer.outputTokens ?? 0,
      });
    }
    // Results come in no promised order, so the last is told first.
    const write = (results: object[]) =>
      results.length === 0
        ? null
        : addFile(
            `${results
              .toReversed()
              .map((each) => JSON.stringify(each))
              .join("\n")}\n`,
            `${batch.id}_output.jsonl`,
            "batch_output",
          ).id;
    return {
      ...batch,
      status,
      output_file_id: write(good),
      error_file_id: write(bad),
      counts: { total: batch.counts.total, completed: good.length, failed: bad.length },
    };
  }

  return {
    async answer(turn, raw, complete) {
      const { method, path } = turn.heard;
      const [, , kind, id, verb] = path.split("/");
      const route = `${method} ${kind}${id ? "/id" : ""}${verb ? `/${verb}` : ""}`;
      const file = files.get(id ?? "");
      const batch = batches.get(id ?? "");
      switch (route) {
        case "POST files":
          return upload(turn, raw);
        case "GET files/id":
          return file ? ok(fileObject(file)) : failure(404, `There is no file ${id}.`);
        case "GET files/id/content":
          return file
            ? { status: 200, text: file.text, contentType: "application/octet-stream" }
            : failure(404, `There is no file ${id}.`);
        case "DELETE files/id":
          return file && files.delete(file.id)
            ? ok({ id: file.id, object: "file", deleted: true })
            : failure(404, `There is no file ${id}.`);
        case "POST batches":
          return create(turn);
        case "GET batches": {
          const data = [...batches.values()].map(batchObject);
          return ok({ object: "list", data, first_id: null, last_id: null, has_more: false });
        }
        case "GET batches/id":
          return batch ? ok(batchObject(advance(batch, turn, complete))) : failure(404, `There is no batch ${id}.`);
        case "POST batches/id/cancel":
          if (!batch) return failure(404, `There is no batch ${id}.`);
          if (FINAL.has(batch.status)) return failure(409, `A batch that is ${batch.status} cannot be cancelled.`);
          return ok(batchObject(save({ ...batch, status: "cancelling" })));
        default:
          return failure(404, `Invalid URL (${method} ${path})`);
      }
    },
  };
}

function failure(status: number, message: string): Answer {
  return { status, json: { error: { message, type: "invalid_request_error", param: null, code: null } } };
}
