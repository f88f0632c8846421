/** Ends with the signal even where what is waited for does not heed it. */
export function untilAborted<T>(waitedFor: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    waitedFor.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
