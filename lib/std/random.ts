/**
 * Numbers from 0 to below 1, the same for the same seed on every machine: the generator named mulberry32, in public domain
 * (Tommy Ettinger, 2017). Its period is 2 to the 32nd; it is for drawing samples, not for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
