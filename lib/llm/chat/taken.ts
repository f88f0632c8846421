import { z } from "zod";
import { log } from "#lib/std/log.ts";
import { CallFailure } from "../call-failure.ts";

/** How strictly the server is asked for JSON, strictest first. */
export const JSON_FORMS = ["schema", "object", "text"] as const;
export type JsonForm = (typeof JSON_FORMS)[number];

/** Which parameters a server takes for a model: at first all of them, then those that it did not refuse. */
export const Taken = z.object({
  /** The strictest form of JSON. */
  json: z.enum(JSON_FORMS),
  /** Under which name it wants the limit of the reply; null until it tells. */
  limit: z.literal("max_completion_tokens").nullable(),
  temperature: z.boolean(),
  topP: z.boolean(),
  seed: z.boolean(),
  /** False where the instructions must stand in the user's message. */
  systemRole: z.boolean(),
});
export type Taken = Readonly<z.infer<typeof Taken>>;

export const ALL_TAKEN: Taken = {
  json: "schema",
  limit: null,
  temperature: true,
  topP: true,
  seed: true,
  systemRole: true,
};

/** What one server was found to take for one model. */
export type Known = { taken: Taken };

/** Outlives the models and batches that learn it, so that each lesson is learnt once a process. */
const known = new Map<string, Known>();

export function knownTaken(baseUrl: string, model: string): Known {
  const key = `${baseUrl.replace(/\/+$/, "")}\n${model}`;
  const found = known.get(key) ?? { taken: ALL_TAKEN };
  known.set(key, found);
  return found;
}

export function weakerForm(a: JsonForm, b: JsonForm): JsonForm {
  return JSON_FORMS.indexOf(a) > JSON_FORMS.indexOf(b) ? a : b;
}

/**
 * What is left to send after `error` refused a request of the form `sent` that asked for `json`; null where it refused
 * something else, or what was not sent. Others may have learnt meanwhile: what is known then is less than both.
 */
export function learn(memory: Known, sent: Taken, json: JsonForm, error: unknown, model: string): Taken | null {
  const parameter = refusedParameter(error);
  const less = parameter && without(sent, weakerForm(sent.json, json), parameter);
  if (!less) return null;
  const before = memory.taken;
  memory.taken = both(before, less);
  if (!same(before, memory.taken)) log.warn("a model is asked without what it refuses", { model, parameter });
  return memory.taken;
}

type Parameter = "max_tokens" | "temperature" | "top_p" | "seed" | "system" | "response_format";

function without(sent: Taken, form: JsonForm, parameter: Parameter): Taken | null {
  switch (parameter) {
    case "max_tokens":
      return sent.limit ? null : { ...sent, limit: "max_completion_tokens" };
    // Models that have a temperature of their own have a top_p of their own.
    case "temperature":
      return sent.temperature ? { ...sent, temperature: false, topP: false } : null;
    case "top_p":
      return sent.topP ? { ...sent, topP: false } : null;
    case "seed":
      return sent.seed ? { ...sent, seed: false } : null;
    case "system":
      return sent.systemRole ? { ...sent, systemRole: false } : null;
    default: {
      const json = JSON_FORMS[JSON_FORMS.indexOf(form) + 1];
      return json ? { ...sent, json } : null;
    }
  }
}

function both(a: Taken, b: Taken): Taken {
  return {
    json: weakerForm(a.json, b.json),
    limit: a.limit ?? b.limit,
    temperature: a.temperature && b.temperature,
    topP: a.topP && b.topP,
    seed: a.seed && b.seed,
    systemRole: a.systemRole && b.systemRole,
  };
}

function same(a: Taken, b: Taken): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** As OpenAI, Anthropic, Moonshot, vLLM and pydantic word that a parameter is not for this model. */
const NOT_TAKEN =
  "not (?:be )?(?:supported|allowed|permitted)|unsupported|not support|unknown|unrecognized|unexpected|extra inputs|extra_forbidden|deprecated|only the default|only [\\d.]+ is allowed";

const WORDS: readonly (readonly [Parameter, RegExp])[] = [
  // A limit that is too large for the window names both parameters, and neither is refused.
  ["max_tokens", /use '?max_completion_tokens|'max_tokens' is not supported|unsupported parameter:? '?max_tokens/i],
  ["system", /messages\[\d+\]\.role.{0,40}'system'|system role (?:is )?not supported/i],
  ["top_p", /temperature.{0,20}top_p.{0,20}cannot both/i],
  ["temperature", refusalOf("temperature")],
  ["top_p", refusalOf("top_p")],
  ["seed", refusalOf("seed")],
  // A server that knows no structured output says so in words of its own, but it names what it does not know.
  ["response_format", /response_format|json_schema|json_object|'json'|structured.output|grammar|guided/i],
];

function refusalOf(parameter: string): RegExp {
  return new RegExp(
    `\\b${parameter}\\b.{0,80}(?:${NOT_TAKEN})|(?:${NOT_TAKEN}).{0,80}\\b${parameter}\\b|\\(parameter ${parameter}\\)$`,
    "is",
  );
}

/** Which of the parameters that can be left out a server refused. */
export function refusedParameter(error: unknown): Parameter | null {
  if (!(error instanceof CallFailure) || error.kind !== "refused") return null;
  const said = / answered 4(?:00|22): ([\s\S]*)$/.exec(error.message)?.[1];
  if (said === undefined) return null;
  return WORDS.find(([, words]) => words.test(said))?.[0] ?? null;
}
