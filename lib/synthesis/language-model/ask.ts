import { z } from "zod";
import { CallFailure } from "#lib/llm/call-failure.ts";
import type { ChatModel, ChatReply, JsonSchema, Usage } from "#lib/llm/index.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { fence } from "./fence.ts";
import { jsonObjectsIn } from "./json-in.ts";

/** The settings of REER's published code (github.com/multimodal-art-projection/REER_DeepWriter). */
const TEMPERATURE = 0.8;
const TOP_P = 0.85;
/** A reply longer than this is refused before it is parsed. */
const MOST_REPLY_CHARACTERS = 200_000;

export type Question = {
  readonly system: string;
  readonly user: string;
  readonly what: string;
  readonly replyTokens: number;
  /** Set where an equal question shall have another answer. */
  readonly sample?: string;
  /** What a server that can shall hold the reply to. */
  readonly json?: JsonSchema;
};
export type Answer<T> = { readonly value: T; readonly usage: Usage[] };

/**
 * What could be better in a reply that can be used; null where nothing. It is asked for once, and the second reply stands as it
 * is: a wish never costs a reply that is there.
 */
export type Wish<T> = (value: T) => string | null;

/** Asks for JSON of a schema. One round of repair with the problem told, then a loud error. */
export async function askJson<T>(
  chat: ChatModel,
  question: Question,
  schema: z.ZodType<T>,
  signal: AbortSignal,
  wish?: Wish<T>,
): Promise<Answer<T>> {
  const json = { ...formOf(schema), title: question.what };
  return ask(chat, { ...question, json }, (text) => readJson(text, schema), signal, wish);
}

/** Asks for a text that `read` understands; `read` throws an Error whose message tells the model what is wrong. */
export async function ask<T>(
  chat: ChatModel,
  question: Question,
  read: (text: string) => T,
  signal: AbortSignal,
  wish: Wish<T> = () => null,
): Promise<Answer<T>> {
  const first = await complete(chat, question, question.user, signal);
  const tried = attempt(first, read);
  const wanted = "value" in tried ? wish(tried.value) : null;
  if ("value" in tried && wanted === null) return { value: tried.value, usage: [first.usage] };
  const told =
    "value" in tried
      ? `Your last reply could be better: ${shortly(wanted ?? "")}`
      : `Your last reply could not be used: ${tried.problem}`;
  const again = `${question.user}\n\n${told}\nReply again, whole and in the form asked for.`;
  const second = await complete(chat, question, again, signal);
  const usage = [first.usage, second.usage];
  const last = attempt(second, read);
  if ("value" in last) return { value: last.value, usage };
  if ("value" in tried) return { value: tried.value, usage };
  throw new AppError(
    "upstream",
    `${chat.id} gave no usable ${question.what} in two tries: ${last.problem}. ${second.finish === "length" ? TOO_SHORT : ASK_ANEW}`,
  );
}

const ASK_ANEW =
  "Its replies are stored, so run with another repeat, which asks anew, or choose a larger author model.";
const TOO_SHORT =
  "Raise config.authorWindow, of which a reply may take a third, or choose an author model that thinks aloud less.";

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
  const { system, json, replyTokens, sample = "0" } = question;
  const request = {
    system,
    user,
    temperature: TEMPERATURE,
    topP: TOP_P,
    maxOutputTokens: replyTokens,
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
    return { problem: shortly(messageOf(error)) };
  }
}

const MOST_TOLD_CHARACTERS = 600;

/** A problem as it is told to the model and to people: it may quote the reply, which is a stranger's. */
function shortly(problem: string): string {
  const plain = fence(problem.toWellFormed().replace(/(?![\n])\p{Cc}/gu, "?"));
  return plain.length <= MOST_TOLD_CHARACTERS ? plain : `${plain.slice(0, MOST_TOLD_CHARACTERS).toWellFormed()} …`;
}

/** The one object of a reply that has the form; several that differ are no answer. */
function readJson<T>(text: string, schema: z.ZodType<T>): T {
  const tried = jsonObjectsIn(text).map((value) => schema.safeParse(value));
  const fitting = new Map(tried.flatMap(({ data }) => (data === undefined ? [] : [[JSON.stringify(data), data]])));
  const [first, another] = fitting.values();
  if (first !== undefined && another === undefined) return first;
  if (first !== undefined) throw new Error(`there are ${fitting.size} JSON objects in it; give one`);
  const errors = tried.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const nearest = errors.toSorted((a, b) => a.issues.length - b.issues.length)[0];
  throw new Error(nearest === undefined ? "there is no JSON object in it" : z.prettifyError(nearest));
}
