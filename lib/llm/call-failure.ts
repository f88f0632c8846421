import { AppError } from "#lib/std/errors.ts";

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

/** One failed attempt. Its message names the endpoint, the cause and the remedy. */
export class CallFailure extends AppError {
  readonly kind: FailureKind;
  /** What the server asked for, in milliseconds; null where it asked for nothing. */
  readonly retryAfterMs: number | null;

  constructor(kind: FailureKind, message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super("upstream", message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Whether the same call may succeed later. */
  get mayPass(): boolean {
    return this.kind !== "refused" && this.kind !== "wrong";
  }
}
