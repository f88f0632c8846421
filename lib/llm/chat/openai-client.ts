import OpenAI from "openai";
import { messageOf } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { type Endpoint, exchange, type JsonAnswer, parseJson, type TextAnswer } from "../http-json.ts";

/** One call of the client, for instance `client.batches.list()`. */
export type ClientCall = (client: OpenAI) => { asResponse(): Promise<Response> };

/**
 * One attempt by OpenAI's own client, which knows paths, forms and uploads. It sends through `exchange`, whose limits and
 * failures hold, and what came back is handed out as it came: the client's types promise shapes that no server has to keep.
 */
export async function textByClient(
  endpoint: Endpoint,
  call: ClientCall,
  signal: AbortSignal,
): Promise<TextAnswer & { readonly url: string }> {
  let answer: Promise<TextAnswer & { url: string }> | undefined;
  async function send(url: string, init: RequestInit): Promise<TextAnswer & { url: string }> {
    return { ...(await exchange(endpoint, url, init, signal)), url };
  }
  const client = clientOf(endpoint, (url, init) => {
    answer = send(url, init);
    return answer;
  });
  try {
    await call(client).asResponse();
  } catch (error) {
    // A failure of the exchange is thrown below as it was: the client's errors lose the reason of a timeout, and of some refusals.
    if (!answer) throw notSent(endpoint, error);
  }
  return answer ?? Promise.reject(notSent(endpoint, "it sent nothing"));
}

/** The same, where the answer is JSON. */
export async function jsonByClient(endpoint: Endpoint, call: ClientCall, signal: AbortSignal): Promise<JsonAnswer> {
  const { text, url, wallMs } = await textByClient(endpoint, call, signal);
  return { body: parseJson(text, url), wallMs };
}

/** The client without retries and logs, and without what it would take from the environment. */
function clientOf(endpoint: Endpoint, send: (url: string, init: RequestInit) => Promise<unknown>): OpenAI {
  async function fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers();
    for (const [name, value] of new Headers(init.headers)) if (SENT.has(name)) headers.set(name, value);
    const { method = "GET", body = null } = init;
    await send(url instanceof Request ? url.url : String(url), { method, headers, body });
    return new Response();
  }
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    // It insists on a key. The exchange sends the endpoint's, or none.
    apiKey: endpoint.apiKey ?? "none",
    organization: null,
    project: null,
    logLevel: "off",
    maxRetries: 0,
    // Found here, it need not send a request to learn whether forms can be sent.
    fetch: Object.assign(fetch, { Response }),
  });
}

/** Its other headers describe this machine, or are those of OPENAI_CUSTOM_HEADERS, which is meant for another server. */
const SENT = new Set(["accept", "content-type", "user-agent"]);

function notSent({ baseUrl }: Endpoint, error: unknown): CallFailure {
  return new CallFailure("refused", `OpenAI's client did not ask ${baseUrl}: ${messageOf(error)}.`, { cause: error });
}
