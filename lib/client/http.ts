import type { z } from "zod";
import type { FieldProblem } from "#lib/std/errors.ts";
import { Problem } from "#lib/std/problem.ts";

type Code = Problem["code"] | "offline" | "unexpected-reply";

/** A failed request as screens show it: what failed, what to do, and which fields were wrong. */
export class ClientError extends Error {
  readonly code: Code;
  /** Zero where no reply came. */
  readonly status: number;
  readonly fields: readonly FieldProblem[];

  constructor(code: Code, status: number, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = "ClientError";
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** The message for one field of a failed request, or undefined. */
export function fieldMessage(error: unknown, field: string): string | undefined {
  return error instanceof ClientError ? error.fields.find((each) => each.field === field)?.message : undefined;
}

type Options = { readonly signal?: AbortSignal };

/** Reads `path` and parses the reply. */
export function get<Schema extends z.ZodType>(
  path: string,
  reply: Schema,
  options: Options = {},
): Promise<z.output<Schema>> {
  return request(path, reply, { method: "GET", ...options });
}

/** Sends `body` as JSON (nothing where it is undefined) and parses the reply. */
export function post<Schema extends z.ZodType>(
  path: string,
  reply: Schema,
  body?: unknown,
  options: Options = {},
): Promise<z.output<Schema>> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return request(path, reply, { method: "POST", ...json, ...options });
}

/** A path with every part and every query value escaped; null and undefined queries are left out. */
export function address(
  parts: readonly (string | number)[],
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const path = parts.map((part) => encodeURIComponent(part)).join("/");
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return `/api/${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}

async function request<Schema extends z.ZodType>(
  path: string,
  reply: Schema,
  init: RequestInit,
): Promise<z.output<Schema>> {
  const response = await send(path, init);
  const body = await readJson(response);
  if (!response.ok) throw toError(response, body);
  const parsed = reply.safeParse(body);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const place = first ? ` (${first.path.join(".") || "body"}: ${first.message})` : "";
  throw new ClientError(
    "unexpected-reply",
    response.status,
    `The server's reply to ${path} has another shape${place}.`,
  );
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: "same-origin", redirect: "error" });
  } catch (error) {
    // An aborted request is no failure of the server: React Query tells the two apart by the name.
    if (init.signal?.aborted) throw error;
    throw new ClientError("offline", 0, "Retrace does not answer. Is `npm start` still running?");
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toError(response: Response, body: unknown): ClientError {
  const problem = Problem.safeParse(body);
  if (!problem.success) {
    return new ClientError("unexpected-reply", response.status, `The server answered ${response.status}.`);
  }
  const { code, detail, fields } = problem.data;
  return new ClientError(code, response.status, detail, fields);
}
