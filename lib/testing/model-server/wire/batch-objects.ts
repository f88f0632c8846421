import { z } from "zod";

/* What a batch and a file are, as stored and as told; and the lines that a batch is made of. */

export type StoredFile = {
  readonly id: string;
  readonly text: string;
  readonly filename: string;
  readonly purpose: string;
};

export const Batch = z.object({
  id: z.string(),
  endpoint: z.string(),
  input_file_id: z.string(),
  metadata: z.record(z.string(), z.string()).nullable(),
  status: z.enum([
    "validating",
    "failed",
    "in_progress",
    "finalizing",
    "completed",
    "expired",
    "cancelling",
    "cancelled",
  ]),
  looks: z.int(),
  output_file_id: z.string().nullable(),
  error_file_id: z.string().nullable(),
  errors: z.array(z.object({ code: z.string(), message: z.string(), line: z.int().nullable() })),
  counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }),
});
export type Batch = z.infer<typeof Batch>;

export const RequestLine = z.object({
  custom_id: z.string().min(1),
  method: z.literal("POST"),
  url: z.literal("/v1/chat/completions"),
  body: z.record(z.string(), z.unknown()),
});
export type RequestLine = z.infer<typeof RequestLine>;

export function linesOf(text: string): { lines: RequestLine[]; errors: Batch["errors"] } {
  const lines: RequestLine[] = [];
  const errors: Batch["errors"] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = RequestLine.safeParse(jsonOf(line));
    if (!parsed.success)
      errors.push({ code: "invalid_json_line", message: z.prettifyError(parsed.error), line: index + 1 });
    else if (seen.has(parsed.data.custom_id))
      errors.push({
        code: "duplicate_custom_id",
        message: `The custom_id ${parsed.data.custom_id} is not unique.`,
        line: index + 1,
      });
    else lines.push(parsed.data);
    if (parsed.success) seen.add(parsed.data.custom_id);
  }
  if (lines.length === 0 && errors.length === 0)
    errors.push({ code: "empty_file", message: "The input file is empty.", line: null });
  return { lines, errors };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function fileObject(file: StoredFile): object {
  return {
    id: file.id,
    object: "file",
    bytes: Buffer.byteLength(file.text),
    created_at: 0,
    expires_at: null,
    filename: file.filename,
    purpose: file.purpose,
    status: "processed",
    status_details: null,
  };
}

export function batchObject(batch: Batch): object {
  const at = (...statuses: Batch["status"][]) => (statuses.includes(batch.status) ? 1 : null);
  return {
    id: batch.id,
    object: "batch",
    endpoint: batch.endpoint,
    errors:
      batch.errors.length === 0
        ? null
        : { object: "list", data: batch.errors.map((error) => ({ ...error, param: null })) },
    input_file_id: batch.input_file_id,
    completion_window: "24h",
    status: batch.status,
    output_file_id: batch.output_file_id,
    error_file_id: batch.error_file_id,
    created_at: 0,
    in_progress_at: at("in_progress", "finalizing", "completed", "cancelling", "cancelled", "expired"),
    expires_at: 86_400,
    finalizing_at: at("finalizing", "completed"),
    completed_at: at("completed"),
    failed_at: at("failed"),
    expired_at: at("expired"),
    cancelling_at: at("cancelling", "cancelled"),
    cancelled_at: at("cancelled"),
    request_counts: batch.counts,
    metadata: batch.metadata,
  };
}
