import { randomBytes } from "node:crypto";
import { AppError, type ErrorCode, messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import type { Problem } from "#lib/std/problem.ts";

const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  upstream: 502,
} as const satisfies Record<ErrorCode, number>;

const TITLE = {
  invalid: "Some of this is not valid",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  "not-found": "Not found",
  conflict: "Not possible now",
  "too-large": "Too large",
  upstream: "An outside service failed",
} as const satisfies Record<ErrorCode, string>;

/**
 * The reply to anything thrown: the only place where errors become statuses. An expected error says what it says; an
 * unexpected one is logged once, and the reply holds no more than the id to find it by.
 */
export function problemResponse(error: unknown): Response {
  return error instanceof AppError ? expected(error) : unexpected(error);
}

function expected(error: AppError): Response {
  return reply({
    type: "about:blank",
    title: TITLE[error.code],
    status: STATUS[error.code],
    code: error.code,
    detail: error.message,
    fields: [...error.fields],
  });
}

function unexpected(error: unknown): Response {
  const id = randomBytes(6).toString("hex");
  log.error("request failed", { id, error: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
  return reply({
    type: "about:blank",
    title: "Retrace failed",
    status: 500,
    code: "internal",
    detail: `Something went wrong inside Retrace. Its log holds the reason under ${id}.`,
    fields: [],
  });
}

function reply(problem: Problem): Response {
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
