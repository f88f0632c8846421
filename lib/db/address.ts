import { env } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";

/** Address of the database in use; commands that may start the embedded one set it first (`lib/db/server.ts`). */
export function databaseUrl(): string {
  const url = env().DATABASE_URL;
  if (!url)
    throw new AppError(
      "upstream",
      "DATABASE_URL: no database; start Retrace with `npm start` or set it to a Postgres address",
    );
  return url;
}
