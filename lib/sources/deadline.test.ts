import { expect, test } from "vitest";
import { withDeadline } from "./deadline.ts";

/** Work that ends with its signal alone. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

test("past the time limit the import is refused by its name", async () => {
  await expect(withDeadline(new AbortController().signal, 5, endless)).rejects.toMatchObject({
    code: "too-large",
    message: expect.stringContaining("time limit (wallMs, 5 ms)"),
  });
});

test("the caller's stop stays the caller's", async () => {
  const stop = new AbortController();
  const work = withDeadline(stop.signal, 60_000, endless);
  stop.abort(new Error("by hand"));
  await expect(work).rejects.toThrow("by hand");
  await expect(withDeadline(stop.signal, 60_000, async () => "never")).rejects.toThrow("by hand");
});

test("a failure of the work passes unchanged, and so does its result", async () => {
  const signal = new AbortController().signal;
  await expect(withDeadline(signal, 60_000, () => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
  expect(await withDeadline(signal, 60_000, async () => 7)).toBe(7);
});
