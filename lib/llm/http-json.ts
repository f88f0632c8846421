import { z } from "zod";
import { codeOf, messageOf } from "#lib/std/errors.ts";
import { CallFailure, type FailureKind } from "./call-failure.ts";

export type Endpoint = {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For the whole attempt, answer read to its end. */
  readonly timeoutMs: number;
  /** Until the answer begins; the whole time where not given, since a server that does not stream begins when it is done. */
  readonly firstByteMs?: number | undefined;
  readonly maxAnswerBytes?: number | undefined;
};

export type TextAnswer = { readonly text: string; readonly wallMs: number };
export type JsonAnswer = { readonly body: unknown; readonly wallMs: number };

/** Prompt logprobs of a 128k-token prompt take about 10 MB. */
const MAX_ANSWER_BYTES = 128 * 2 ** 20;
const LONGEST_RETRY_AFTER_MS = 3_600_000;
const QUOTED_CHARACTERS = 500;

/** One attempt at a JSON request, a GET where `body` is undefined; limits and failures are those of `exchange`. */
export async function requestJson(
  endpoint: Endpoint,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const url = `${endpoint.baseUrl}${path}`;
  const init =
    body === undefined
      ? { method: "GET" }
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const { text, wallMs } = await exchange(endpoint, url, init, signal);
  return { body: parseJson(text, url), wallMs };
}

/**
 * One request with the endpoint's key, and its answer: with a limit for the first byte, for the whole and for the size, and without retries, which a
 * lane makes. Redirects are refused, because they would carry the key. Throws a CallFailure, also for an answer that is no
 * success, or the reason of `signal` where the caller aborted.
 */
export async function exchange(
  endpoint: Endpoint,
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<TextAnswer> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const limits = timeLimits(endpoint);
  try {
    const response = await send(endpoint, url, { ...init, signal: AbortSignal.any([signal, limits.signal]) });
    limits.begun();
    const text = await readBounded(response, url, endpoint.maxAnswerBytes ?? MAX_ANSWER_BYTES);
    if (!response.ok) throw refusal(response, url, text);
    return { text, wallMs: performance.now() - startedAt };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limits.signal.aborted) throw new CallFailure("timeout", limits.message(url), { cause: error });
    throw error;
  } finally {
    limits.clear();
  }
}

async function send(endpoint: Endpoint, url: string, init: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(init.headers);
    if (endpoint.apiKey) headers.set("authorization", `Bearer ${endpoint.apiKey}`);
    return await (endpoint.fetch ?? globalThis.fetch)(url, { ...init, headers, redirect: "manual" });
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const code = codeOf(cause) ?? "";
    const never = NEVER.get(code) ?? NEVER.get(messageOf(cause));
    if (never !== undefined) throw new CallFailure("refused", `${url}: ${never}`, { cause: error });
    const kind = TIMEOUTS.has(code) ? "timeout" : "network";
    const message = `${url} cannot be reached (${messageOf(cause)}). Check the address and that the server runs.`;
    // A connection that breaks later broke while the server worked, or as it was about to answer.
    throw new CallFailure(kind, message, { cause: error, mayBeBilled: !NEVER_CONNECTED.has(code) });
  }
}

/** Limits of Node's own fetch, which end a call that ours would let go on. */
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

const CERTIFICATE =
  "its certificate does not hold here. Renew it, correct the name in the address, or give Node the authority that signed it (NODE_EXTRA_CA_CERTS).";

/** What no waiting mends, by code or message. */
const NEVER = new Map([
  // The ports that the Fetch standard blocks have no code.
  ["bad port", "fetch sends nothing to this port, as the Fetch standard asks. Serve the model at another one."],
  ...[
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ].map((code) => [code, CERTIFICATE] as const),
]);

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

type TimeLimits = { signal: AbortSignal; begun(): void; clear(): void; message(url: string): string };

function timeLimits(endpoint: Endpoint): TimeLimits {
  const abort = new AbortController();
  const firstByteMs = Math.min(endpoint.firstByteMs ?? endpoint.timeoutMs, endpoint.timeoutMs);
  let exceeded = "";
  const expire = (what: string) => () => {
    exceeded = what;
    abort.abort();
  };
  const first = setTimeout(expire(`did not begin to answer within ${firstByteMs} ms`), firstByteMs);
  const whole = setTimeout(expire(`did not answer within ${endpoint.timeoutMs} ms`), endpoint.timeoutMs);
  return {
    signal: abort.signal,
    begun: () => clearTimeout(first),
    clear() {
      clearTimeout(first);
      clearTimeout(whole);
    },
    message: (url) => `${url} ${exceeded}. Raise the time limit, or look at the server's load.`,
  };
}

async function readBounded(response: Response, url: string, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > maxBytes) break;
      text += decoder.decode(part, { stream: true });
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const message = `The answer of ${url} was cut off after ${bytes} bytes (${messageOf(cause)}).`;
    throw new CallFailure(TIMEOUTS.has(codeOf(cause) ?? "") ? "timeout" : "malformed", message, { cause: error });
  }
  if (bytes > maxBytes) {
    const message = `${url} answered with more than ${maxBytes} bytes. Send it shorter prompts.`;
    throw new CallFailure("refused", message, { mayBeBilled: true });
  }
  return text + decoder.decode();
}

export function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = quote(text) || "nothing";
    const message = `${url} answered with something other than JSON, or with JSON that was cut off: ${quoted}`;
    throw new CallFailure("malformed", message, { cause: error });
  }
}

function refusal(response: Response, url: string, text: string): CallFailure {
  const { status } = response;
  const said = quote(text) || response.statusText || "nothing more";
  if (status >= 300 && status < 400) {
    const place = response.headers.get("location") ?? "another place";
    const message = `${url} redirects to ${quote(place)}, which is not followed because that would carry the key. Enter the address it redirects to.`;
    return new CallFailure("refused", message);
  }
  return statusFailure(status, url, said, retryAfterMs(response));
}

/** The failure that a status means, wherever it was told: an answer's own, or that of a line of a batch. */
export function statusFailure(status: number, from: string, said: string, retryAfterMs: number | null): CallFailure {
  const kind = kindOf(status, said);
  const message = `${from} answered ${status}: ${quote(readable(said))}${remedyFor(status, kind)}`;
  // A proxy that stopped waiting: the server behind it may have worked to the end.
  return new CallFailure(kind, message, { retryAfterMs, mayBeBilled: status === 504 || status === 408 });
}

function kindOf(status: number, said: string): FailureKind {
  // An account without money answers as one that is in a hurry, and stays so however long one waits.
  if (status === 429 && said.includes("insufficient_quota")) return "refused";
  if (status === 429 || status === 425) return "rate-limit";
  if (status === 408) return "timeout";
  if (status === 502 || status === 503 || status === 504 || status === 529) return "overload";
  return status >= 500 ? "server" : "refused";
}

function remedyFor(status: number, kind: FailureKind): string {
  if (status === 401 || status === 403) return " Check the key.";
  if (status === 404) return " Check the address and the model: the server does not know one of them.";
  if (status === 402 || (status === 429 && kind === "refused")) return " Top up the account that the key belongs to.";
  return "";
}

const Told = z.object({ message: z.string(), param: z.string().nullish() });
const ToldInside = z.object({ error: z.union([Told, z.string()]) });

/** What a server tells in the JSON that most wrap it in; otherwise the text as it is. */
function readable(text: string): string {
  const json = Told.or(ToldInside).safeParse(jsonOrNull(text));
  if (!json.success) return text;
  const told = "error" in json.data ? json.data.error : json.data;
  if (typeof told === "string") return told;
  return told.param ? `${told.message} (parameter ${told.param})` : told.message;
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function quote(text: string): string {
  return text.slice(0, QUOTED_CHARACTERS).trim();
}

/**
 * RFC 9110, 10.2.3: seconds or a date, which is read by the server's own clock where it tells its time; some providers send
 * milliseconds in a header of their own.
 */
function retryAfterMs({ headers }: Response): number | null {
  const exact = Number(headers.get("retry-after-ms") ?? Number.NaN);
  const value = headers.get("retry-after");
  const ms = Number.isFinite(exact) ? exact : value === null ? Number.NaN : fromRetryAfter(value, headers.get("date"));
  return Number.isFinite(ms) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}

function fromRetryAfter(value: string, date: string | null): number {
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const now = date === null ? Number.NaN : Date.parse(date);
  return Date.parse(value) - (Number.isFinite(now) ? now : Date.now());
}
