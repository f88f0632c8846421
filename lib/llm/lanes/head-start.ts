import { AsyncLocalStorage } from "node:async_hooks";

const headStarts = new AsyncLocalStorage<number>();

/**
 * All calls of `work` take their turn in a lane as if they had come so many calls earlier. Work whose steps follow each
 * other ends latest where most of it is left: given a head start for that, everything ends at about the same time, and no
 * endpoint idles while the last few go on alone. Unlike a priority it keeps nobody waiting for ever.
 */
export function withHeadStart<Result>(calls: number, work: () => Promise<Result>): Promise<Result> {
  return headStarts.run(calls, work);
}

/** Of the work that asks, 0 where nobody has given one. */
export function headStart(): number {
  return headStarts.getStore() ?? 0;
}
