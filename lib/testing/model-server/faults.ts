import { z } from "zod";
import { sha256 } from "#lib/std/hash.ts";
import type { Heard } from "./heard.ts";

const where = {
  /** Exact path, such as "/generate"; every path but those of control where not told. */
  path: z.string().optional(),
  /** Part of the body's text that a request must hold. */
  contains: z.string().optional(),
  /** Lets so many matching requests pass first. */
  after: z.int().nonnegative().default(0),
  /** Strikes at most so often; always where not told. */
  times: z.int().positive().optional(),
  /** Of the matching requests, decided by seed, body and how often this body came: not by who came first. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
};
/** Which logprobs: each n-th from the first that has one. */
const every = z.int().positive().default(7);

export const Fault = z.discriminatedUnion("kind", [
  /** Answered at the door, without work. Retry-After is sent as given, or as a date so far ahead. */
  z.strictObject({
    kind: z.literal("status"),
    ...where,
    status: z.int().min(400).max(599),
    retryAfter: z.union([z.string(), z.strictObject({ dateInMs: z.int() })]).optional(),
    body: z.enum(["json", "html", "empty"]).default("json"),
  }),
  z.strictObject({
    kind: z.literal("reset"),
    ...where,
    at: z.enum(["before-headers", "after-headers", "mid-body"]),
    /** The work is done and counted as paid although nobody hears the answer. */
    afterWork: z.boolean().default(false),
  }),
  /** Never goes on; the client has to hang up. */
  z.strictObject({ kind: z.literal("stall"), ...where, at: z.enum(["first-byte", "mid-body"]) }),
  z.strictObject({
    kind: z.literal("trickle"),
    ...where,
    bytes: z.int().positive().default(64),
    everyMs: z.int().positive().default(5),
  }),
  z.strictObject({ kind: z.literal("delay"), ...where, ms: z.int().nonnegative() }),
  /** Half of the JSON, or of the lines of a file, ended properly. */
  z.strictObject({ kind: z.literal("truncated-json"), ...where }),
  z.strictObject({ kind: z.literal("other-shape"), ...where, json: z.unknown().optional() }),
  z.strictObject({ kind: z.literal("wrong-length"), ...where, by: z.union([z.literal(-1), z.literal(1)]) }),
  z.strictObject({ kind: z.literal("null-logprobs"), ...where, every }),
  /** The prompt's tokens are left out; only generated ones are told. */
  z.strictObject({ kind: z.literal("echo-ignored"), ...where }),
  z.strictObject({ kind: z.literal("floor"), ...where, every }),
  z.strictObject({ kind: z.literal("positive-logprobs"), ...where, every }),
  /** As Python writes them, which is no JSON; `overflow` is valid JSON that parses to an infinity. */
  z.strictObject({
    kind: z.literal("not-a-number"),
    ...where,
    every,
    value: z.enum(["NaN", "Infinity", "-Infinity", "overflow"]),
  }),
  /** Scores other tokens than those sent, and says so where the format tells ids. */
  z.strictObject({ kind: z.literal("other-ids"), ...where }),
  /** BOS is put before ids that were sent, too. */
  z.strictObject({ kind: z.literal("bos-added"), ...where }),
  /** Only the last tokens of the prompt are read, and nothing is said of it but the shorter prompt. */
  z.strictObject({ kind: z.literal("left-truncated"), ...where, keep: z.int().positive() }),
  /** Each logprob stands one place too late. */
  z.strictObject({ kind: z.literal("shifted"), ...where }),
  /** Each token is scored as if nothing came before it: numbers that look right and do not depend on the prompt. */
  z.strictObject({ kind: z.literal("no-context"), ...where }),
  z.strictObject({
    kind: z.literal("noise"),
    ...where,
    sigmaNats: z.number().positive(),
    /** By default the same request has one value cold and another once its prefix is cached. */
    varies: z.enum(["cold-warm", "every-request"]).default("cold-warm"),
  }),
  z.strictObject({ kind: z.literal("wrong-model"), ...where }),
  /** Chat: content null, as when a limit was spent on reasoning. */
  z.strictObject({ kind: z.literal("no-text"), ...where }),
  /** Chat: this text instead of a useful one. */
  z.strictObject({ kind: z.literal("other-text"), ...where, text: z.string() }),
  /** Chat: the answer ends here for want of tokens. */
  z.strictObject({ kind: z.literal("cut-at-length"), ...where, tokens: z.int().nonnegative() }),
]);
export type Fault = z.infer<typeof Fault>;

/** As a test writes it: defaults may be left out, and a predicate may be added. */
export type FaultRule = z.input<typeof Fault> & { readonly when?: (heard: Heard) => boolean };

/** Rules in their order, and how often each has struck. */
export class FaultBook {
  private rules: { readonly fault: Fault; readonly when: (heard: Heard) => boolean; seen: number; struck: number }[] =
    [];

  set(rules: readonly FaultRule[]): void {
    this.rules = rules.map(({ when, ...fault }) => ({
      fault: Fault.parse(fault),
      when: when ?? (() => true),
      seen: 0,
      struck: 0,
    }));
  }

  /** The faults that strike this request. */
  strike(heard: Heard): Fault[] {
    return this.rules
      .filter((rule) => {
        const { fault } = rule;
        if (fault.path !== undefined && fault.path !== heard.path) return false;
        if (fault.contains !== undefined && !heard.text.includes(fault.contains)) return false;
        if (!rule.when(heard)) return false;
        rule.seen += 1;
        if (rule.seen <= fault.after || rule.struck >= (fault.times ?? Number.POSITIVE_INFINITY)) return false;
        if (chance(fault.seed, `${fault.kind}:${heard.key}:${heard.nthOfKey}`) >= fault.probability) return false;
        rule.struck += 1;
        return true;
      })
      .map((rule) => rule.fault);
  }
}

/** A number in [0, 1) that is a function of its arguments. */
export function chance(seed: number, of: string): number {
  return Number.parseInt(sha256(`${seed}:${of}`).slice(0, 12), 16) / 2 ** 48;
}

/** A standard normal deviate that is a function of its arguments (Box and Muller 1958). */
export function gaussian(seed: number, of: string): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance(seed, `${of}:r`)));
  return radius * Math.cos(2 * Math.PI * chance(seed, `${of}:a`));
}
