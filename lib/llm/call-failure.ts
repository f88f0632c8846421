import { AppError } from "#lib/std/errors.ts";
import type { Usage } from "./port.ts";

/**
 * How one attempt at an outside call failed.
 *
 * - `rate-limit`: too many requests (429)
 * - `overload`: the server or a proxy before it cannot serve now (502, 503, 504, 529)
 * - `server`: it failed inside (500)
 * - `timeout`: no answer, or no whole answer, in time
 * - `network`: refused, reset or unreachable
 * - `malformed`: the answer is cut off or has another shape
 * - `refused`: it will not serve this request, however often it is sent
 * - `wrong`: an answer that cannot be right, such as fewer log-probabilities than tokens; asking again is no remedy
 */
export type FailureKind =
  | "rate-limit"
  | "overload"
  | "server"
  | "timeout"
  | "network"
  | "malformed"
  | "refused"
  | "wrong";

export type CallFailureOptions = {
  readonly retryAfterMs?: number | null;
  readonly attempts?: number;
  readonly usage?: Usage | null;
  readonly mayBeBilled?: boolean;
  readonly cause?: unknown;
};

const AWAY: ReadonlySet<FailureKind> = new Set(["rate-limit", "overload", "timeout", "network"]);

/** One failed attempt. Its message names the endpoint, the cause and the remedy. */
export class CallFailure extends AppError {
  readonly kind: FailureKind;
  /** What the server asked for, in milliseconds; null where it asked for nothing. */
  readonly retryAfterMs: number | null;
  /** How often the call was tried when this was thrown. */
  readonly attempts: number;
  /** What the server told of an answer that is of no use; null where it told nothing. */
  readonly usage: Usage | null;
  /** Whether the server may have worked to the end, and charges for it. */
  readonly mayBeBilled: boolean;

  constructor(kind: FailureKind, message: string, options: CallFailureOptions = {}) {
    super("upstream", message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "CallFailure";
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.attempts = options.attempts ?? 1;
    this.usage = options.usage ?? null;
    this.mayBeBilled =
      options.mayBeBilled ?? (this.usage !== null || kind === "malformed" || kind === "wrong" || kind === "timeout");
  }

  /** Whether the endpoint was away or had no time, whatever was asked of it. */
  get isAway(): boolean {
    return AWAY.has(this.kind);
  }

  /** Whether the same call may succeed later. */
  get mayPass(): boolean {
    return this.kind !== "refused" && this.kind !== "wrong";
  }

  /** The same failure after the last of several attempts, whose number its message tells. */
  after(attempts: number): CallFailure {
    if (attempts <= 1) return this;
    return new CallFailure(this.kind, `${this.message} (tried ${attempts} times)`, {
      retryAfterMs: this.retryAfterMs,
      attempts,
      usage: this.usage,
      mayBeBilled: this.mayBeBilled,
      cause: this.cause,
    });
  }
}
