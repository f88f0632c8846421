import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import type { Answer } from "./heard.ts";

/**
 * Sends an answer as the transport faults of its turn let it. `whole` is called just before the last byte leaves, so that
 * whoever has read the answer finds it counted; it is not called for an answer that is cut.
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  faults: readonly Fault[],
  signal: AbortSignal,
  whole: () => void = () => {},
): Promise<void> {
  // After the connection has closed nothing would ever tell that the end was reached.
  if (signal.aborted) return;
  const body = Buffer.from(bodyOf(answer, faults));
  const headers = {
    "content-type": answer.contentType ?? (answer.text === undefined ? "application/json" : "text/plain"),
  };
  for (const fault of faults) {
    if (fault.kind === "reset") return reset(response, answer.status, headers, body, fault.at);
    if (fault.kind === "stall") return stall(response, answer.status, headers, body, fault.at);
    if (fault.kind === "trickle") {
      response.writeHead(answer.status, { ...headers, "content-length": body.length });
      for (let start = 0; start < body.length; start += fault.bytes) {
        if (signal.aborted) return;
        response.write(body.subarray(start, start + fault.bytes));
        await pause(fault.everyMs);
      }
      return finish(response, null, whole);
    }
  }
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  return finish(response, body, whole);
}

/** The answer to a request that a `status` fault met. */
export async function sendStatus(
  response: ServerResponse,
  fault: Extract<Fault, { kind: "status" }>,
  whole: () => void,
): Promise<void> {
  const { status, retryAfter } = fault;
  const after =
    retryAfter === undefined
      ? {}
      : { "retry-after": typeof retryAfter === "string" ? retryAfter : dateIn(retryAfter.dateInMs) };
  const type = fault.body === "html" ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(status, { ...after, ...(fault.body === "empty" ? {} : { "content-type": type }) });
  await finish(response, Buffer.from(statusBody(status, fault.body)), whole);
}

function statusBody(status: number, body: "json" | "html" | "empty"): string {
  switch (body) {
    case "empty":
      return "";
    case "html":
      return `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><center><h1>${status} ${REASONS[status] ?? "Error"}</h1></center><hr><center>nginx</center></body></html>\n`;
    case "json":
      return JSON.stringify({
        error: { message: `${REASONS[status] ?? "Error"}`, type: "server_error", param: null, code: status },
      });
  }
}

const REASONS: Readonly<Record<number, string>> = {
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  529: "Overloaded",
};

/** RFC 9110 gives dates whole seconds. */
function dateIn(ms: number): string {
  return new Date(Date.now() + ms).toUTCString();
}

function bodyOf(answer: Answer, faults: readonly Fault[]): string {
  let text = answer.text ?? jsonOf(answer.json, faults);
  for (const fault of faults) {
    if (fault.kind === "other-shape" && answer.text === undefined)
      text = JSON.stringify(fault.json ?? { status: "ok", result: [] });
    if (fault.kind === "truncated-json") text = text.slice(0, Math.ceil(text.length / 2));
  }
  return text;
}

/** What JSON cannot say is written as Python's writer does, or as a number too large to hold. */
function jsonOf(json: unknown, faults: readonly Fault[]): string {
  const strange = faults.filter((fault) => fault.kind === "not-a-number");
  if (strange.length === 0) return JSON.stringify(json);
  const overflow = strange.some((fault) => fault.value === "overflow");
  const text = JSON.stringify(json, (_key, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? `\u0001${value}` : value,
  );
  return text.replace(/"\\u0001(NaN|-?Infinity)"/g, (_, value: string) =>
    overflow && value !== "NaN" ? value.replace("Infinity", "1e999") : value,
  );
}

type Headers = Readonly<Record<string, string>>;

async function reset(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: Buffer,
  at: "before-headers" | "after-headers" | "mid-body",
): Promise<void> {
  if (at !== "before-headers") {
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.flushHeaders();
    if (at === "mid-body") await written(response, body.subarray(0, Math.ceil(body.length / 2)));
    // Two turns of the loop, so that what was written leaves before the connection is cut.
    await pause(5);
  }
  response.socket?.resetAndDestroy();
}

async function stall(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: Buffer,
  at: "first-byte" | "mid-body",
): Promise<void> {
  if (at === "mid-body") {
    response.writeHead(status, { ...headers, "content-length": body.length });
    await written(response, body.subarray(0, Math.ceil(body.length / 2)));
  }
  if (!response.closed) await new Promise((resolve) => response.once("close", resolve));
}

function written(response: ServerResponse, part: Buffer): Promise<void> {
  // Also where the connection is gone, the callback is called.
  return new Promise((resolve) => response.write(part, () => resolve()));
}

function finish(response: ServerResponse, body: Buffer | null, whole: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) return resolve();
    response.once("close", () => resolve());
    whole();
    response.end(body ?? undefined);
  });
}
