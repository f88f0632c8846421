import { homedir } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { AppError } from "./errors.ts";
import { SERVER_ENGINES } from "./scorer-engines.ts";

const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((value) => value === "1");

/** Addresses of the same thing, separated by commas. */
const addresses = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .pipe(z.array(z.url({ protocol: /^https?$/, error: "must be http or https addresses, separated by commas" })).min(1));

const perMinute = z.number().positive().nullable().default(null);

/** What a provider allows a minute, as JSON; what is left out is not limited. */
const limits = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: 'must be JSON, such as {"requests":500,"inputTokens":200000}' });
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ requests: perMinute, inputTokens: perMinute, outputTokens: perMinute }));

const Environment = z.object({
  /** An existing Postgres (15 or newer); without it the embedded one is used. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  /** Folder of everything Retrace keeps: embedded database, exports, uploads. */
  RETRACE_DATA: z.string().min(1).default(".retrace"),
  RETRACE_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Further host names the browser may use, such as a machine's name behind a proxy; separated by commas. */
  RETRACE_HOSTS: z
    .string()
    .default("")
    .transform((names) =>
      names
        .split(",")
        .map((name) => name.trim().toLowerCase())
        .filter((name) => name !== ""),
    ),
  /** Allows `file://` and `ssh://` git addresses, which can reach the operator's own files and hosts. */
  RETRACE_ALLOW_LOCAL_GIT: flag,
  /** Allows importing folders and git repositories of this machine by their path. */
  RETRACE_ALLOW_FOLDERS: z
    .enum(["0", "1"])
    .default("1")
    .transform((value) => value === "1"),
  /** Replicas of one model are separated by commas. */
  RETRACE_AUTHOR_URL: addresses.optional(),
  RETRACE_AUTHOR_MODEL: z.string().min(1).optional(),
  RETRACE_AUTHOR_KEY: z.string().min(1).optional(),
  RETRACE_AUTHOR_LIMITS: limits.optional(),
  /** How much an author that thinks shall think before it answers; the server's own setting where not given. */
  RETRACE_AUTHOR_EFFORT: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).optional(),
  /** Ask through the provider's batch interface: slower, and cheaper where the provider says so. */
  RETRACE_AUTHOR_BATCH: flag,
  /** How often batches are looked at. Questions gather for a third of it before they are sent. */
  RETRACE_BATCH_SECONDS: z.coerce.number().int().min(3).max(3600).default(60),
  /** A GGUF file, or an address such as hf:owner/name:Q4_K_M; read in this process by node-llama-cpp. */
  RETRACE_AUTHOR_GGUF: z.string().min(1).optional(),
  RETRACE_SCORER_URL: addresses.optional(),
  /** What speaks at that address. */
  RETRACE_SCORER_ENGINE: z.enum(SERVER_ENGINES).default("vllm"),
  RETRACE_SCORER_MODEL: z.string().min(1).optional(),
  RETRACE_SCORER_KEY: z.string().min(1).optional(),
  RETRACE_SCORER_LIMITS: limits.optional(),
  /** As RETRACE_AUTHOR_GGUF. */
  RETRACE_SCORER_GGUF: z.string().min(1).optional(),
  /** What models cost: JSON, or the path of a JSON file (calls/schema.ts PriceTable). */
  RETRACE_PRICES: z.string().min(1).optional(),
});
type Environment = z.infer<typeof Environment>;

/** The environment, parsed; a wrong variable is named in one line. Read anew at each call so that tests may set it. */
export function env(): Environment {
  const present = Object.fromEntries(
    Object.entries(process.env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(present);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
  throw new AppError("invalid", fields.map((each) => `${each.field}: ${each.message}`).join("; "), { fields });
}

/** Absolute path of the data folder. */
export function dataFolder(): string {
  const folder = env().RETRACE_DATA;
  return resolve(folder.startsWith("~/") ? folder.replace("~", homedir()) : folder);
}
