/** Acts on all items at once. The first failure stops the others, is waited for, and is what is thrown. */
export async function together<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  act: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const joint = AbortSignal.any([signal, stop.signal]);
  const outcomes = await Promise.allSettled(
    items.map(async (item) => {
      try {
        return await act(item, joint);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}
