import { type Db, prisma } from "./client.ts";

/** Runs `work` in one transaction: all of its writes happen or none. No network or model call belongs inside. */
export function transaction<Result>(work: (tx: Db) => Promise<Result>): Promise<Result> {
  return prisma.$transaction(work);
}
