import { assertNever } from "#lib/std/assert.ts";
import { CallFailure, type FailureKind } from "../call-failure.ts";
import type { Clock } from "../clock.ts";
import { afterSuccess, afterTrouble, initialLimit, type LimitSettings } from "./adaptive-limit.ts";
import {
  admission,
  afterAnswer,
  afterFailure,
  type Circuit,
  type CircuitSettings,
  CLOSED,
  trialBegun,
  trialDropped,
} from "./circuit.ts";

/** What became of a call that was let through; `dropped` says nothing about the endpoint. */
export type Outcome =
  /** Latency is null where it says nothing about the endpoint's load. */
  | { readonly kind: "answered"; readonly latencyMs: number | null }
  | { readonly kind: "failed"; readonly failure: CallFailure }
  | { readonly kind: "dropped" };

/** A place; it is taken until its holder leaves. */
export type Pass = {
  /** The attempt goes out now. False where the lane was paused or the circuit opened meanwhile: leave, and come again. */
  send(): boolean;
  /** Once; later calls do nothing. */
  leave(outcome: Outcome): void;
};

export type GateState = {
  /** Sent and not answered. */
  readonly inFlight: number;
  /** For a place, for the budget, or for the next try. */
  readonly waiting: number;
  readonly limit: number;
  /** How long the server asked everyone to wait; 0 where it did not. */
  readonly pausedForMs: number;
  readonly circuit:
    | { readonly kind: "closed" }
    | { readonly kind: "open"; readonly cause: string; readonly triesInMs: number }
    | { readonly kind: "trial"; readonly cause: string };
  readonly answered: number;
  readonly failed: number;
};

export type Gate = {
  /** Waits for a place. Lower tickets go first, so that a retry keeps its turn. */
  enter(ticket: number, notBeforeMs: number, signal: AbortSignal): Promise<Pass>;
  state(): GateState;
};

export type GateOptions = {
  readonly name: string;
  readonly limit: LimitSettings;
  readonly circuit: CircuitSettings;
  readonly clock: Clock;
};

type Waiting = {
  readonly ticket: number;
  readonly notBeforeMs: number;
  readonly go: (pass: Pass) => void;
  readonly refuse: (reason: unknown) => void;
};

type Left = { readonly launch: number; readonly full: boolean; readonly isTrial: boolean };

/** A server may ask for hours; it is asked again after this. */
const LONGEST_PAUSE_MS = 300_000;
const TROUBLE: ReadonlySet<FailureKind> = new Set(["rate-limit", "overload", "timeout"]);

/** Lets calls through one endpoint's door: as many at once as it bears, in order of their tickets, and none while it is dead. */
export function gate({ name, limit: limits, circuit: circuits, clock }: GateOptions): Gate {
  const queue: Waiting[] = [];
  let limit = initialLimit(limits, 0);
  let circuit: Circuit = CLOSED;
  let pausedUntilMs = 0;
  let launches = 0;
  let places = 0;
  let inFlight = 0;
  let answered = 0;
  let failed = 0;
  let cancelWake = () => {};

  function enter(ticket: number, notBeforeMs: number, signal: AbortSignal): Promise<Pass> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const waiting: Waiting = {
        ticket,
        notBeforeMs,
        go(pass) {
          signal.removeEventListener("abort", stop);
          resolve(pass);
        },
        refuse(reason) {
          signal.removeEventListener("abort", stop);
          reject(reason);
        },
      };
      function stop(): void {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
        pump();
      }
      signal.addEventListener("abort", stop, { once: true });
      queue.splice(queue.findLastIndex((other) => other.ticket < ticket) + 1, 0, waiting);
      pump();
    });
  }

  /** Everything that changes who may go ends here, so that nobody waits who need not. */
  function pump(): void {
    cancelWake();
    cancelWake = () => {};
    while (queue.length > 0) {
      const nowMs = clock.now();
      const may = admission(circuit, nowMs);
      if (may === "refuse") refuseAll(nowMs);
      if (may === "refuse" || may === "wait" || places >= limit.limit) return;
      const index = pausedUntilMs > nowMs ? -1 : queue.findIndex((waiting) => waiting.notBeforeMs <= nowMs);
      if (index < 0) {
        const nextMs = Math.min(...queue.map((waiting) => waiting.notBeforeMs));
        cancelWake = clock.after(Math.max(pausedUntilMs, nextMs) - nowMs, pump);
        return;
      }
      const [waiting] = queue.splice(index, 1);
      if (may === "try") circuit = trialBegun(circuit);
      waiting?.go(place(may === "try"));
    }
  }

  function place(isTrial: boolean): Pass {
    let launch: number | null = null;
    let left = false;
    places++;
    return {
      send() {
        if (pausedUntilMs > clock.now() || !(isTrial || circuit.kind === "closed")) return false;
        launch = launches++;
        inFlight++;
        return true;
      },
      leave(outcome) {
        if (left) return;
        left = true;
        places--;
        const full = inFlight >= limit.limit;
        if (launch !== null) inFlight--;
        learn(outcome, { launch: launch ?? -1, full, isTrial });
        pump();
      },
    };
  }

  function learn(outcome: Outcome, { launch, full, isTrial }: Left): void {
    const nowMs = clock.now();
    switch (outcome.kind) {
      case "answered":
        answered++;
        live();
        if (outcome.latencyMs !== null) limit = afterSuccess(limit, { latencyMs: outcome.latencyMs, full }, limits);
        return;
      case "failed": {
        const { kind, message, mayPass, retryAfterMs } = outcome.failure;
        failed++;
        if (TROUBLE.has(kind)) limit = afterTrouble(limit, { launch, launches, inFlight, retryAfterMs });
        if (retryAfterMs !== null) {
          pausedUntilMs = Math.max(pausedUntilMs, nowMs + Math.min(retryAfterMs, LONGEST_PAUSE_MS));
        }
        if (mayPass) circuit = afterFailure(circuit, { kind, message, wasTrial: isTrial }, nowMs, circuits);
        else live();
        return;
      }
      case "dropped":
        if (isTrial) circuit = trialDropped(circuit, nowMs);
        return;
      default:
        assertNever(outcome);
    }
  }

  function live(): void {
    if (circuit.kind !== "closed") limit = initialLimit(limits, launches);
    circuit = afterAnswer(circuit);
  }

  function refuseAll(nowMs: number): void {
    if (circuit.kind !== "open") return;
    const triesInMs = circuit.untilMs - nowMs;
    const message = `${name} failed again and again and is left alone for another ${Math.ceil(triesInMs / 1000)} s. Its last failure: ${circuit.cause}`;
    for (const waiting of queue.splice(0)) {
      waiting.refuse(new CallFailure("overload", message, { retryAfterMs: triesInMs }));
    }
  }

  function state(): GateState {
    const nowMs = clock.now();
    const pausedForMs = Math.max(0, pausedUntilMs - nowMs);
    return {
      inFlight,
      waiting: queue.length + places - inFlight,
      limit: limit.limit,
      pausedForMs,
      circuit: told(circuit, nowMs),
      answered,
      failed,
    };
  }

  return { enter, state };
}

function told(circuit: Circuit, nowMs: number): GateState["circuit"] {
  switch (circuit.kind) {
    case "closed":
      return { kind: "closed" };
    case "open":
      return { kind: "open", cause: circuit.cause, triesInMs: Math.max(0, circuit.untilMs - nowMs) };
    case "trial":
      return { kind: "trial", cause: circuit.cause };
    default:
      return assertNever(circuit);
  }
}
