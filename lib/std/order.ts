/** Compares by code unit: unlike localeCompare, the same on every machine. For every order that is stored or exported. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
