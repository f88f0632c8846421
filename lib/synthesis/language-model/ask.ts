import { z } from "zod";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { ChatModel, ChatReply, JsonSchema, Usage } from "#lib/llm/index.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";

/** REER's settings, method.md section 1. */
const TEMPERATURE = 0.8;
const TOP_P = 0.85;
export const MAX_OUTPUT_TOKENS = 8_000;
/** A reply longer than this is refused before it is parsed. */
const MOST_REPLY_CHARACTERS = 200_000;

export type Question = {
  readonly system: string;
  readonly user: string;
  readonly what: string;
  /** Set where an equal question shall have another answer. */
  readonly sample?: string;
  /** What a server that can shall hold the reply to. */
  readonly json?: JsonSchema;
};
export type Answer<T> = { readonly value: T; readonly usage: Usage[] };

/** Asks for JSON of a schema. One round of repair with the problem told, then a loud error. */
export async function askJson<T>(
  chat: ChatModel,
  question: Question,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<Answer<T>> {
  const json = { ...formOf(schema), title: question.what };
  return ask(chat, { ...question, json }, (text) => parseJson(text, schema), signal);
}

/** Asks for a text that `read` understands; `read` throws an Error whose message tells the model what is wrong. */
export async function ask<T>(
  chat: ChatModel,
  question: Question,
  read: (text: string) => T,
  signal: AbortSignal,
): Promise<Answer<T>> {
  const first = await complete(chat, question, question.user, signal);
  const tried = attempt(first, read);
  if ("value" in tried) return { value: tried.value, usage: [first.usage] };
  const again = `${question.user}\n\nYour last reply could not be used: ${tried.problem}\nReply again, whole and in the form asked for.`;
  const second = await complete(chat, question, again, signal);
  const last = attempt(second, read);
  if ("value" in last) return { value: last.value, usage: [first.usage, second.usage] };
  throw new AppError(
    "upstream",
    `${chat.id} gave no usable ${question.what} in two tries: ${last.problem}. Run again, or choose a larger author model.`,
  );
}

/**
 * The form alone. What is in it is checked when the reply is read: servers make a grammar of the schema that grows with every
 * bound, and refuse some of them.
 */
function formOf<T>(schema: z.ZodType<T>): JsonSchema {
  return z.toJSONSchema(schema, {
    override({ jsonSchema }) {
      for (const keyword of BOUNDS) delete jsonSchema[keyword];
    },
  });
}

const BOUNDS = ["minLength", "maxLength", "pattern", "minItems", "maxItems", "minimum", "maximum"] as const;

async function complete(chat: ChatModel, question: Question, user: string, signal: AbortSignal): Promise<ChatReply> {
  signal.throwIfAborted();
  const { system, json, sample = "0" } = question;
  const request = {
    system,
    user,
    temperature: TEMPERATURE,
    topP: TOP_P,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    seed: null,
    sample,
    ...(json && { json }),
  };
  try {
    return await chat.complete(request, signal);
  } catch (error) {
    throw isTooLong(error) ? tooLong(chat, error) : error;
  }
}

/** Every server has its own words for a prompt that does not fit, and few have a code. */
const TOO_LONG =
  / answered 4\d\d: .*(?:context.{0,20}(?:length|size|window|limit)|(?:prompt|input).{0,40}too (?:long|large)|token count.{0,40}exceeds)/is;

function isTooLong(error: unknown): error is CallFailure {
  return error instanceof CallFailure && error.kind === "refused" && TOO_LONG.test(error.message);
}

function tooLong(chat: ChatModel, error: CallFailure): CallFailure {
  const said = error.message.replace(/[.\s]+$/, "");
  const remedy = `config.authorWindow: it is more than ${chat.id} takes. Lower it to the window of this model, or serve the model with a larger one.`;
  return new CallFailure("refused", `${said}. ${remedy}`, { attempts: error.attempts, cause: error });
}

function attempt<T>(reply: ChatReply, read: (text: string) => T): { value: T } | { problem: string } {
  if (reply.finish === "length") return { problem: "it was cut at the length limit; be shorter" };
  if (reply.text.length > MOST_REPLY_CHARACTERS) return { problem: "it was far too long" };
  try {
    return { value: read(reply.text) };
  } catch (error) {
    return { problem: messageOf(error).slice(0, 600) };
  }
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) throw new Error("there is no JSON object in it");
  const value: unknown = JSON.parse(text.slice(start, end + 1));
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
