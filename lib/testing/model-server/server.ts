import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { assertNever } from "#lib/std/assert.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import { control } from "./control.ts";
import { Fault } from "./faults.ts";
import { type Answer, type Heard, NOT_FOUND } from "./heard.ts";
import type { Call } from "./ledger.ts";
import type { Turn } from "./scored-prompt.ts";
import { send, sendStatus } from "./send.ts";
import { chat } from "./wire/chat.ts";
import { echo } from "./wire/echo.ts";
import { sglang } from "./wire/sglang.ts";
import { vllm } from "./wire/vllm.ts";
import type { World } from "./world.ts";

/** Paths whose work takes a slot for `latencyMs`. */
const WORK = new Set(["/generate", "/v1/completions", "/v1/chat/completions"]);
const MOST_BODY_BYTES = 256 * 2 ** 20;

export function listener(world: World): Server {
  const server = createServer((request, response) => {
    answer(world, request, response).catch((error: unknown) => {
      // A handler's own defect must be seen by the test that met it, and must not look like a fault on demand.
      if (!response.headersSent) response.writeHead(599, { "content-type": "text/plain" });
      response.end(`The test server failed: ${messageOf(error)}`);
    });
  });
  // Longer than any test, so that no idle connection is closed just when a client uses it again.
  server.keepAliveTimeout = 600_000;
  return server;
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const heardMs = performance.now() - world.startedAt;
  const url = new URL(request.url ?? "/", "http://server");
  const raw = await read(request);
  if (url.pathname.startsWith("/_control/")) {
    await send(response, control(world, request.method ?? "GET", url, raw.toString("utf8")), [], signalOf(response));
    return;
  }
  const heard = hear(world, request, url.pathname, raw);
  const signal = signalOf(response);
  const faults = world.faults.strike(heard);
  const status = faults.find((fault) => fault.kind === "status");
  const call = { path: heard.path, key: heard.key, heardMs, faults: faults.map((fault) => fault.kind) };
  const now = () => performance.now() - world.startedAt;
  const nothing = { slotMs: null, paid: false, inputTokens: 0, outputTokens: 0 };
  const ended = (rest: Omit<Call, keyof typeof call | "endedMs">) =>
    world.ledger.ended({ ...call, ...rest, endedMs: now() });
  if (status) return sendStatus(response, status, () => ended({ ...nothing, status: status.status }));
  if (refusesKey(world, heard)) {
    return send(response, WRONG_KEY, [], signal, () => ended({ ...nothing, status: WRONG_KEY.status }));
  }
  const isWork = WORK.has(heard.path);
  if (isWork && world.slots.isFull && world.slots.waitingNow >= world.capacity.mostWaiting) {
    const { status: code, retryAfter } = { status: 429, ...world.options.refusal };
    const refusal = Fault.parse({ kind: "status", status: code, ...(retryAfter === undefined ? {} : { retryAfter }) });
    if (refusal.kind === "status") return sendStatus(response, refusal, () => ended({ ...nothing, status: code }));
  }
  const giveBack = isWork ? await world.slots.take(signal) : null;
  const slotMs = giveBack ? now() : null;
  try {
    const cut = faults.find((fault) => fault.kind === "reset" && !fault.afterWork);
    if (signal.aborted || (cut?.kind === "reset" && cut.at === "before-headers")) {
      response.socket?.resetAndDestroy();
      ended({ ...nothing, slotMs, status: null });
      return;
    }
    const startedAt = performance.now();
    const made = await handle(world, heard, faults, raw);
    await latency(world, faults, giveBack ? performance.now() - startedAt : null, signal);
    const cost = { inputTokens: made.inputTokens ?? 0, outputTokens: made.outputTokens ?? 0 };
    const paid = made.status === 200 && giveBack !== null;
    let told = false;
    await send(response, made, faults, signal, () => {
      told = true;
      ended({ ...cost, slotMs, status: made.status, paid });
    });
    const unheard = faults.some((fault) => fault.kind === "reset" && fault.afterWork);
    if (!told) ended({ ...cost, slotMs, status: null, paid: paid && unheard });
  } finally {
    giveBack?.();
  }
}

const WRONG_KEY: Answer = {
  status: 401,
  json: { error: { message: "The API key is wrong.", type: "invalid_request_error", code: "invalid_api_key" } },
};

function hear(world: World, request: IncomingMessage, path: string, raw: Buffer): Heard {
  const upload = request.headers["content-type"]?.startsWith("multipart/") ?? false;
  const text = upload ? "" : raw.toString("utf8");
  const body = text === "" ? undefined : parsed(text);
  const key = sha256(`${request.method} ${path}\n${sha256(raw)}`);
  const heard: Heard = {
    method: request.method ?? "GET",
    path,
    body,
    text,
    headers: Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
    ),
    authorization: request.headers.authorization,
    nth: countUp(world.paths, path),
    key,
    nthOfKey: countUp(world.keys, key),
  };
  if (world.options.keepsHeard ?? true) world.heard.push(heard);
  return heard;
}

async function handle(world: World, heard: Heard, faults: readonly Fault[], raw: Buffer): Promise<Answer> {
  const turn: Turn = { ...world, heard, faults };
  if (heard.path === "/v1/chat/completions") return chat(turn, world.options.chat ?? {});
  if (heard.path.startsWith("/v1/files") || heard.path.startsWith("/v1/batches")) {
    return world.batches.answer(turn, raw, (inner) => chat({ ...turn, heard: inner }, world.options.chat ?? {}));
  }
  const engine = world.options.engine ?? "sglang";
  switch (engine) {
    case "sglang":
      return sglang(turn);
    case "vllm":
      return vllm(turn);
    case "openai":
    case "together":
    case "fireworks":
      return echo(turn, engine);
    case "chat":
      return heard.path === "/v1/models" ? echo(turn, "openai") : NOT_FOUND;
    default:
      return assertNever(engine);
  }
}

/** Work takes the fixed latency, however little of it the machine needed. */
async function latency(
  world: World,
  faults: readonly Fault[],
  workedMs: number | null,
  signal: AbortSignal,
): Promise<void> {
  const extra = faults.reduce((sum, fault) => sum + (fault.kind === "delay" ? fault.ms : 0), 0);
  const left = (workedMs === null ? 0 : Math.max(0, world.capacity.latencyMs - workedMs)) + extra;
  if (left > 0) await pause(left, undefined, { signal }).catch(() => undefined);
}

function refusesKey(world: World, heard: Heard): boolean {
  const { apiKey } = world.options;
  return apiKey !== undefined && heard.authorization !== `Bearer ${apiKey}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BODY_BYTES) throw new AppError("too-large", "The body is larger than the test server reads.");
  }
  return Buffer.concat(parts);
}

/** Aborted when the client hangs up. */
function signalOf(response: ServerResponse): AbortSignal {
  const abort = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) abort.abort();
  });
  return abort.signal;
}

function countUp(counts: Map<string, number>, key: string): number {
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
}
