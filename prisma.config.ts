import { defineConfig } from "prisma/config";

/** For `prisma migrate deploy` and `prisma studio` against an own server; Retrace itself applies migrations in lib/db. */
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
