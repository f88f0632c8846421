import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { AppError } from "#lib/std/errors.ts";

/** One request, from when it was heard to when its answer had been sent or its client had gone. Times from server start. */
export type Call = {
  readonly path: string;
  readonly key: string;
  readonly heardMs: number;
  /** When it took a slot; null where it needed none. */
  readonly slotMs: number | null;
  readonly endedMs: number;
  /** Null where no status was sent. */
  readonly status: number | null;
  readonly faults: readonly string[];
  /** The whole answer was handed to the network, with status 200: a provider would charge for it. */
  readonly paid: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

const Line = z.discriminatedUnion("type", [
  z.object({ type: z.literal("paid"), path: z.string(), key: z.string(), input: z.number(), output: z.number() }),
  z.object({ type: z.literal("file"), id: z.string(), text: z.string(), filename: z.string(), purpose: z.string() }),
  z.object({ type: z.literal("batch"), id: z.string(), json: z.string() }),
]);
export type Line = z.infer<typeof Line>;

const MOST_CALLS = 200_000;

/** What was asked and paid. With a file, what was paid outlives the process: a killed server goes on counting. */
export class Ledger {
  readonly calls: Call[] = [];
  readonly paid = new Map<string, number>();
  readonly paidByPath = new Map<string, number>();
  readonly tokens = { input: 0, output: 0 };
  readonly restored: Line[] = [];
  private readonly file: string | null;

  constructor(file: string | null) {
    this.file = file;
    if (file === null || !existsSync(file)) return;
    for (const text of readFileSync(file, "utf8").split("\n")) {
      // The last line may be cut, because the process was killed while it wrote.
      const line = text.endsWith("}") ? parseLine(text) : null;
      if (line?.type === "paid") this.count(line.path, line.key, line.input, line.output);
      else if (line) this.restored.push(line);
    }
  }

  ended(call: Call): void {
    if (this.calls.length < MOST_CALLS) this.calls.push(call);
    if (!call.paid) return;
    this.count(call.path, call.key, call.inputTokens, call.outputTokens);
    this.write({ type: "paid", path: call.path, key: call.key, input: call.inputTokens, output: call.outputTokens });
  }

  /** Appends a line that a restarted server finds in `restored`. */
  write(line: Line): void {
    if (this.file !== null) appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }

  reset(): void {
    this.calls.length = 0;
    this.paid.clear();
    this.paidByPath.clear();
    this.tokens.input = 0;
    this.tokens.output = 0;
  }

  private count(path: string, key: string, input: number, output: number): void {
    this.paid.set(key, (this.paid.get(key) ?? 0) + 1);
    this.paidByPath.set(path, (this.paidByPath.get(path) ?? 0) + 1);
    this.tokens.input += input;
    this.tokens.output += output;
  }
}

function parseLine(text: string): Line | null {
  try {
    return Line.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError("invalid", "The state file holds a line of another shape. Delete the file.", { cause: error });
  }
}
