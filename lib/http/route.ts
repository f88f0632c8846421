import type { z } from "zod";
import type { Actor } from "#lib/auth/actor.ts";
import type { Session } from "#lib/auth/session.ts";
import { AppError } from "#lib/std/errors.ts";
import { fieldProblems } from "#lib/std/field-problems.ts";
import { authenticate } from "./authenticate.ts";
import { readJson } from "./body.ts";
import { problemResponse } from "./problem.ts";
import { refuseForeign } from "./same-origin.ts";

/** What a route takes and gives. Without `reply` the handler answers a Response of its own (streams and files). */
type Contract<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType<unknown>,
> = {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly reply?: Reply;
  readonly status?: 200 | 201;
};

type Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  readonly actor: Actor;
  readonly session: Session;
  readonly params: z.output<Params>;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
  readonly request: Request;
};

type RouteContext = { readonly params: Promise<Readonly<Record<string, string | string[] | undefined>>> };

/** A route handler for Next: refuse what is foreign, authenticate, parse, call, reply; every error becomes a problem. */
export function route<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType<unknown> = z.ZodType<Response>,
>(
  contract: Contract<Params, Query, Body, Reply>,
  handle: (asked: Asked<Params, Query, Body>) => Promise<NoInfer<z.output<Reply>>>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    try {
      refuseForeign(request, { navigation: false });
      const session = await authenticate(request.headers);
      const { searchParams } = new URL(request.url);
      const params = parse(contract.params, contract.params && (await context.params), "path");
      const query = parse(contract.query, contract.query && Object.fromEntries(searchParams), "query");
      const body = parse(contract.body, contract.body && (await readJson(request)), "body");
      const value = await handle({ actor: session.actor, session, params, query, body, request });
      return value instanceof Response ? value : replyWith(contract, value);
    } catch (error) {
      return problemResponse(error);
    }
  };
}

/** An absent schema parses nothing to nothing. */
function parse<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown, whole: string): z.output<Schema>;
function parse(schema: z.ZodType | undefined, value: unknown, whole: string): unknown {
  const parsed = schema?.safeParse(value);
  if (!parsed) return undefined;
  if (parsed.success) return parsed.data;
  const fields = fieldProblems(parsed.error, whole);
  throw new AppError("invalid", fields.map((each) => `${each.field}: ${each.message}`).join("; "), { fields });
}

/** Replies are checked where a wrong one can still be mended; in production they would only cost time. */
function replyWith(contract: { readonly reply?: z.ZodType; readonly status?: number }, value: unknown): Response {
  if (process.env.NODE_ENV !== "production") contract.reply?.parse(value);
  return Response.json(value, { status: contract.status ?? 200, headers: { "cache-control": "no-store" } });
}
