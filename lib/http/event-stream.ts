import { messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";

const HEARTBEAT_MS = 15_000;

/** One message: `id` is what a browser sends back as `Last-Event-ID` when it resumes. */
export type StreamMessage = { readonly id?: string | undefined; readonly data: unknown };

/**
 * Server-sent events from an iterable that `messages` makes. Its signal fires when the browser goes; a comment line
 * every 15 seconds keeps proxies from closing a quiet stream and lets a dead connection show.
 */
export function eventStream(
  request: Request,
  messages: (signal: AbortSignal) => AsyncIterable<StreamMessage>,
  heartbeatMs: number = HEARTBEAT_MS,
): Response {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(heartbeat);
    gone.abort();
  };
  const aborted = new Promise<{ done: true }>((resolve) => {
    gone.signal.addEventListener("abort", () => resolve({ done: true }), { once: true });
  });
  request.signal.addEventListener("abort", stop, { once: true });
  if (request.signal.aborted) stop();
  // Lazily: nothing is asked of the iterable before the reply's headers are out.
  let iterator: AsyncIterator<StreamMessage> | undefined;

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": open\n\n"));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(": beat\n\n")), heartbeatMs);
    },
    // One message a pull: a slow reader slows the source instead of filling memory.
    async pull(controller) {
      iterator ??= messages(gone.signal)[Symbol.asyncIterator]();
      try {
        // Raced, so that an iterable that is slow to notice the signal holds no connection open.
        const next = await Promise.race([iterator.next(), aborted]);
        if (!next.done) return controller.enqueue(encoder.encode(format(next.value)));
      } catch (error) {
        // Aborting is how a stream ends; anything else is told once, and the browser resumes by itself.
        if (!gone.signal.aborted) log.error("event stream failed", { error: messageOf(error) });
      }
      stop();
      controller.close();
    },
    async cancel() {
      stop();
      await iterator?.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** The id of the last message a resuming browser has seen, or null. */
export function lastEventId(request: Request): string | null {
  const id = request.headers.get("last-event-id");
  return id !== null && /^[\w-]{1,64}$/.test(id) ? id : null;
}

/** JSON has no raw line break, so one `data:` line is always enough. */
function format(message: StreamMessage): string {
  const id = message.id === undefined ? "" : `id: ${message.id}\n`;
  return `${id}data: ${JSON.stringify(message.data)}\n\n`;
}
