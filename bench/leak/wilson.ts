/** Wilson's interval of a share at 95 %; it holds for shares near 0 and 1, where the usual one does not. */
export function wilson(hits: number, n: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.959964;
  const share = hits / n;
  const middle = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

/** `99.2 % (98.1 to 99.7) of 640`. */
export function shareText(hits: number, n: number): string {
  if (n === 0) return "none";
  const [low, high] = wilson(hits, n);
  const percent = (value: number) => (value * 100).toFixed(1);
  return `${percent(hits / n)} (${percent(low)} to ${percent(high)}) of ${n}`;
}
