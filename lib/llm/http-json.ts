import { AppError, messageOf } from "#lib/std/errors.ts";

export type Endpoint = {
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one attempt, answer read to its end. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** First pause before a retry; each later one is twice as long. */
  readonly backoffMs: number;
};

export type JsonAnswer = { readonly body: unknown; readonly wallMs: number; readonly retries: number };

/** Prompt logprobs of a 128k-token prompt take about 10 MB. */
const MAX_ANSWER_BYTES = 128 * 2 ** 20;
const LONGEST_PAUSE_MS = 30_000;
const RETRIED = new Set([429, 502, 503, 504]);

/**
 * One JSON request with a time limit, a size limit and bounded retries of what may pass: 429, 502 to 504, and failures of
 * the network. Anything else is an AppError that quotes the server. Redirects are refused, because they would carry the key.
 */
export async function requestJson(
  endpoint: Endpoint,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const startedAt = performance.now();
  for (let retries = 0; ; retries++) {
    signal.throwIfAborted();
    const attempt = await tryOnce(endpoint, path, body, signal);
    if (attempt.kind === "answer") return { body: attempt.body, wallMs: performance.now() - startedAt, retries };
    if (!attempt.mayPass || retries >= endpoint.maxRetries) {
      throw new AppError("upstream", retries > 0 ? `${attempt.message} (after ${retries} retries)` : attempt.message);
    }
    await pause(attempt.pauseMs ?? endpoint.backoffMs * 2 ** retries, signal);
  }
}

type Attempt =
  | { readonly kind: "answer"; readonly body: unknown }
  | { readonly kind: "failure"; readonly message: string; readonly mayPass: boolean; readonly pauseMs: number | null };

async function tryOnce(endpoint: Endpoint, path: string, body: unknown, signal: AbortSignal): Promise<Attempt> {
  const url = `${endpoint.baseUrl}${path}`;
  const timeout = AbortSignal.timeout(endpoint.timeoutMs);
  const send = endpoint.fetch ?? globalThis.fetch;
  try {
    const response = await send(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(endpoint.apiKey ? { authorization: `Bearer ${endpoint.apiKey}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.any([signal, timeout]),
    });
    const text = await readBounded(response);
    if (response.ok) return { kind: "answer", body: parseJson(text, url) };
    const message = `${url} answered ${response.status}: ${text.slice(0, 500).trim() || response.statusText}`;
    return { kind: "failure", message, mayPass: RETRIED.has(response.status), pauseMs: retryAfterMs(response) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof AppError) throw error;
    if (timeout.aborted) {
      const message = `${url} did not answer within ${endpoint.timeoutMs} ms. Raise the time limit, or look at the server's load.`;
      return { kind: "failure", message, mayPass: false, pauseMs: null };
    }
    const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : "";
    const message = `${url} cannot be reached (${messageOf(error)}${cause}). Check the address and that the server runs.`;
    return { kind: "failure", message, mayPass: true, pauseMs: null };
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new AppError("too-large", `${response.url} answered with more than ${MAX_ANSWER_BYTES} bytes.`);
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("upstream", `${url} answered with something other than JSON: ${text.slice(0, 200)}`);
  }
}

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfterMs(response: Response): number | null {
  const value = response.headers.get("retry-after");
  if (!value) return null;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : null;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, Math.min(ms, LONGEST_PAUSE_MS));
    signal.addEventListener("abort", stop, { once: true });
    function done(): void {
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
  });
}
