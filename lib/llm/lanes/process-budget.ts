import { type Clock, realClock } from "../clock.ts";
import type { CallCost, RateBudget, RateGrant } from "../rate-budget.ts";
import { type MinuteLimits, type MinuteUse, waitMs, withSettled, withTaken } from "./minute-budget.ts";

type Waiting = { readonly cost: CallCost; readonly pass: (grant: RateGrant) => void };

/** A budget for one process. Workers that share a key need one that all of them see. */
export function processBudget(limits: MinuteLimits, clock: Clock = realClock): RateBudget {
  let use: MinuteUse = [];
  const queue: Waiting[] = [];
  let cancelWake = () => {};

  function pump(): void {
    cancelWake();
    cancelWake = () => {};
    for (let head = queue[0]; head; head = queue[0]) {
      const wait = waitMs(use, head.cost, limits, clock.now());
      if (wait > 0) {
        cancelWake = clock.after(wait, pump);
        return;
      }
      queue.shift();
      head.pass(grant(head.cost));
    }
  }

  function grant(cost: CallCost): RateGrant {
    const takenMs = clock.now();
    use = withTaken(use, cost, takenMs);
    return {
      async settle(actual) {
        use = withSettled(use, cost, takenMs, actual, clock.now());
        pump();
      },
    };
  }

  return {
    take: (cost, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const waiting: Waiting = {
          cost,
          pass(given) {
            signal.removeEventListener("abort", leave);
            resolve(given);
          },
        };
        function leave(): void {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal.reason);
          pump();
        }
        signal.addEventListener("abort", leave, { once: true });
        queue.push(waiting);
        pump();
      }),
  };
}
