import { type Db, prisma } from "./client.ts";

/** What writes inside one transaction: for those that pass it on to a store without touching tables themselves. */
export type Transaction = Db;

/** Runs `work` in one transaction: all of its writes happen or none. No network or model call belongs inside. */
export function transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return prisma.$transaction(work);
}
