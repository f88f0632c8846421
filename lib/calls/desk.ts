import { createHolder, type Holder } from "./holder.ts";

/** What one process has under way: equal questions meet here before they meet in Postgres. */
export type Desk = {
  readonly holder: Holder;
  /** By the id of the question; settles when its asker is done, whether or not it has a reply. */
  readonly asking: Map<string, Promise<void>>;
};

export function createDesk(): Desk {
  const asking = new Map<string, Promise<void>>();
  return { asking, holder: createHolder(() => [...asking.keys()]) };
}

/** The desk of this process; tests that play several processes make their own. */
export const processDesk: Desk = createDesk();
