import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const empty = fileURLToPath(new URL("./lib/testing/empty.ts", import.meta.url));
/** Limits of time end what hangs; none of them is a measure of speed, for a machine may have much else to do. */
const shared = {
  alias: { "server-only": empty },
  setupFiles: ["lib/testing/setup.ts"],
  testTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};

/** `*.test.ts` is pure and fast; `*.db.test.ts` runs on a database cloned from a migrated template. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["{lib,components,app,prisma,.ci,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["{lib,app}/**/*.db.test.ts"],
          globalSetup: ["lib/testing/postgres.ts"],
          hookTimeout: 120_000,
        },
      },
    ],
    maxWorkers: 2,
  },
});
