/** One request as the server heard it. */
export type Heard = {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Parsed JSON; undefined for a GET and for an upload. */
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** How many requests to this path came before, from 0. */
  readonly nth: number;
  /** SHA-256 of method, path and body: requests that are equal byte by byte have equal keys. */
  readonly key: string;
  /** How many requests with this key came before, from 0. */
  readonly nthOfKey: number;
};

/** What a handler answers; JSON unless it is text. */
export type Answer = {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly contentType?: string;
  /** Prompt and generated tokens, for the metrics. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
};

export function ok(json: unknown, tokens: { inputTokens?: number; outputTokens?: number } = {}): Answer {
  return { status: 200, json, ...tokens };
}

/** FastAPI's answer for a path that it does not serve. */
export const NOT_FOUND: Answer = { status: 404, json: { detail: "Not Found" } };
