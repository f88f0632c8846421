import { z } from "zod";

/** Where one left off: the first step in sight, how far it is scrolled past, and the current step. */
const Kept = z.strictObject({ step: z.int(), offsetPx: z.number(), current: z.int().nullable() });
type Kept = z.infer<typeof Kept>;

/** Kept for the browser's session alone; a refused storage (private window) only forgets. */
export function saveScroll(trajectoryId: string, place: Kept): void {
  try {
    sessionStorage.setItem(keyOf(trajectoryId), JSON.stringify(place));
  } catch {
    // Nothing is lost but a place in a list.
  }
}

export function loadScroll(trajectoryId: string): Kept | null {
  try {
    return Kept.safeParse(JSON.parse(sessionStorage.getItem(keyOf(trajectoryId)) ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

function keyOf(trajectoryId: string): string {
  return `retrace-scroll-${trajectoryId}`;
}
