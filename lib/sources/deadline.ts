import { AppError } from "#lib/std/errors.ts";

/** Runs `work` under a signal that ends with the caller's or after `wallMs`, and says which of the two it was. */
export async function withDeadline<Result>(
  signal: AbortSignal,
  wallMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(wallMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    // The caller's own stop is no failure of the source, and is told apart by its reason.
    if (signal.aborted) throw signal.reason;
    if (!deadline.aborted) throw error;
    throw new AppError(
      "too-large",
      `The import took longer than its time limit (wallMs, ${wallMs} ms). Import a sub-path, or raise the limit.`,
      { cause: error },
    );
  }
}
