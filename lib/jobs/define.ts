import type { z } from "zod";

/** What a handler may use besides its payload. */
export type JobContext = {
  readonly signal: AbortSignal;
  readonly workerId: string;
};

/** A kind of job: its name, what it carries (ids only), and who does it. */
export type JobDefinition<Payload> = {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** How often the handler may throw before `giveUp` is asked and the job ends. Being killed does not count. */
  readonly attempts: number;
  readonly run: (payload: Payload, context: JobContext) => Promise<void>;
  /** Records the failure where people see it. */
  readonly giveUp: (payload: Payload, reason: string) => Promise<void>;
};

/** A definition whose payload type has been closed over, so that a worker can hold many kinds in one table. */
export type AnyJob = {
  readonly name: string;
  readonly attempts: number;
  readonly run: (payload: unknown, context: JobContext) => Promise<void>;
  readonly giveUp: (payload: unknown, reason: string) => Promise<void>;
};

/** Closes over the payload's type: it is parsed on arrival, whoever enqueued it. */
export function defineJob<Payload>(definition: JobDefinition<Payload>): AnyJob {
  return {
    name: definition.name,
    attempts: definition.attempts,
    run: (payload, context) => definition.run(definition.payload.parse(payload), context),
    giveUp: (payload, reason) => definition.giveUp(definition.payload.parse(payload), reason),
  };
}
