import { untilAborted } from "../until-aborted.ts";

/** Acts one after the other, in the order in which they were asked for. One that is aborted while it waits never begins. */
export type Turns = {
  take<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T>;
  /** When all that were asked for are over. */
  over(): Promise<void>;
};

export function turns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    async take(signal, act) {
      const before = last;
      const own = Promise.withResolvers<void>();
      last = before.then(() => own.promise);
      try {
        await untilAborted(before, signal);
        return await act();
      } finally {
        own.resolve();
      }
    },
    over: () => last,
  };
}
