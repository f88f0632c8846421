import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "#prisma/generated/client.ts";
import { databaseUrl } from "./address.ts";

/** The client, or one transaction of it. */
export type Db = Prisma.TransactionClient;

let current: PrismaClient | undefined;

/**
 * The one client of this process, made at first use: the command line and the tests decide on a database after this
 * module has been loaded, and `next build` loads routes where there is none.
 */
export const prisma: PrismaClient = new Proxy(Object.create(null), {
  get: (_target, key) => Reflect.get(client(), key),
});

/** Forgets the client, so that the next use connects anew. */
export async function disconnect(): Promise<void> {
  const closing = current;
  current = undefined;
  await closing?.$disconnect();
}

function client(): PrismaClient {
  current ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl(), max: 10, application_name: "retrace" }),
    transactionOptions: { maxWait: 20_000, timeout: 120_000 },
  });
  return current;
}

/** For columns that may hold JSON null: stores SQL NULL. */
export const jsonNull = Prisma.DbNull;
