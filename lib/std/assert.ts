/** Closes a discriminated union: the compiler refuses an unhandled case, the run time refuses an unknown one. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** For what cannot happen unless the code is wrong; bad input is an AppError instead. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant: ${message}`);
}

/** The element at `index`, which the caller knows to be there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  invariant(item !== undefined, `no element ${index} of ${items.length}`);
  return item;
}
