/** Time as a parameter, so that what waits can be tried without waiting. */
export type Clock = {
  /** Milliseconds from some moment; never runs backwards. */
  now(): number;
  /** Acts once, later; the function returned prevents it. */
  after(ms: number, act: () => void): () => void;
};

/** Timers of Node fire at once when they are set further ahead than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, Math.min(Math.ceil(ms), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
