/** Where the bars of a view are full, in nats per unit: the least of a few round numbers that holds every value. */
export function gainRange(values: readonly (number | null)[]): number {
  const largest = Math.max(0, ...values.flatMap((value) => (value === null ? [] : [Math.abs(value)])));
  return RANGES.find((range) => range >= largest) ?? largest;
}

const RANGES = [0.1, 0.2, 0.5, 1, 2, 5];
