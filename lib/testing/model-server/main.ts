import { parseArgs } from "node:util";
import { z } from "zod";
import { Fault } from "./faults.ts";
import { startModelServer } from "./index.ts";
import { ENGINES } from "./options.ts";

/*
 * The test server as a process of its own, for tests that kill it:
 *   node lib/testing/model-server/main.ts --port 4001 --engine sglang --state FILE
 * Prints one line of JSON, {"url": …}, when it listens. A restart with the same port and state goes on counting.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    engine: { type: "string", default: "sglang" },
    state: { type: "string" },
    model: { type: "string" },
    key: { type: "string" },
    "max-model-len": { type: "string" },
    "latency-ms": { type: "string" },
    slots: { type: "string" },
    "most-waiting": { type: "string" },
    scores: { type: "string" },
    bos: { type: "boolean", default: false },
    faults: { type: "string" },
  },
});

const Flags = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  engine: z.enum(ENGINES),
  state: z.string().optional(),
  model: z.string().optional(),
  key: z.string().optional(),
  "max-model-len": z.coerce.number().int().positive().optional(),
  "latency-ms": z.coerce.number().nonnegative().optional(),
  slots: z.coerce.number().int().positive().optional(),
  "most-waiting": z.coerce.number().int().nonnegative().optional(),
  scores: z.enum(["context-mixing", "hashed"]).optional(),
  bos: z.boolean(),
  faults: z.string().optional(),
});

const flags = Flags.parse(values);
const server = await startModelServer({
  port: flags.port,
  engine: flags.engine,
  addsBos: flags.bos,
  keepsHeard: false,
  ...(flags.state === undefined ? {} : { stateFile: flags.state }),
  ...(flags.model === undefined ? {} : { modelName: flags.model }),
  ...(flags.key === undefined ? {} : { apiKey: flags.key }),
  ...(flags["max-model-len"] === undefined ? {} : { maxModelLen: flags["max-model-len"] }),
  ...(flags["latency-ms"] === undefined ? {} : { latencyMs: flags["latency-ms"] }),
  ...(flags.slots === undefined ? {} : { slots: flags.slots }),
  ...(flags["most-waiting"] === undefined ? {} : { mostWaiting: flags["most-waiting"] }),
  ...(flags.scores === undefined ? {} : { scores: flags.scores }),
  ...(flags.faults === undefined ? {} : { faults: z.array(Fault).parse(JSON.parse(flags.faults)) }),
});
process.stdout.write(`${JSON.stringify({ url: server.url, model: server.modelName })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server[Symbol.asyncDispose]().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
