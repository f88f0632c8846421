import type { Desk } from "./desk.ts";
import { pause } from "./pause.ts";
import type { Question } from "./question.ts";
import * as store from "./store.ts";

export type Answer = { readonly body: Uint8Array; readonly served: boolean };

/** Asks and pays; returns the stored bodies by the id of their question, when they are stored. */
export type Pay = (questions: readonly Question[]) => Promise<ReadonlyMap<string, Uint8Array>>;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/**
 * Answers questions from the store, and asks what is missing: all at once, each by one process only, and equal ones once.
 * What others are asking now is waited for after our own are done, so that nobody waits in a circle.
 */
export async function answerOnce(
  desk: Desk,
  questions: readonly Question[],
  pay: Pay,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    signal.throwIfAborted();
    for (const [id, body] of await store.findReplies(unanswered(questions, answers)))
      answers.set(id, { body, served: true });
    const missing = unanswered(questions, answers);
    if (missing.length === 0) return answers;
    // Nothing may wait between this look at the desk and the entry of our own questions in it.
    const underWay = missing.flatMap((each) => desk.asking.get(each.id) ?? []);
    const free = missing.filter((each) => !desk.asking.has(each.id));
    for (const [id, answer] of await askFree(desk, free, pay)) answers.set(id, answer);
    if (underWay.length > 0) await abortable(Promise.all(underWay), signal);
    else if (unanswered(questions, answers).length > 0) await pause(pauseMs, signal);
  }
}

/** Each question without an answer, once. */
function unanswered(questions: readonly Question[], answers: ReadonlyMap<string, Answer>): Question[] {
  return [...new Map(questions.map((each) => [each.id, each])).values()].filter((each) => !answers.has(each.id));
}

/** Asks those of the questions that no other process is asking. */
async function askFree(desk: Desk, questions: readonly Question[], pay: Pay): Promise<Map<string, Answer>> {
  if (questions.length === 0) return new Map();
  const done = Promise.withResolvers<void>();
  for (const { id } of questions) desk.asking.set(id, done.promise);
  try {
    return await desk.holder.during(() => askClaimed(desk, questions, pay));
  } finally {
    for (const { id } of questions) desk.asking.delete(id);
    done.resolve();
  }
}

async function askClaimed(desk: Desk, questions: readonly Question[], pay: Pay): Promise<Map<string, Answer>> {
  const ids = await store.claimQuestions(
    questions.map((each) => each.id),
    desk.holder.id,
  );
  const answers = new Map<string, Answer>();
  if (ids.length === 0) return answers;
  const claims = new Set(ids);
  try {
    const claimed = questions.filter((each) => claims.has(each.id));
    // Whoever had the claim before may have stored its reply since we looked.
    for (const [id, body] of await store.findReplies(claimed)) answers.set(id, { body, served: true });
    const unpaid = unanswered(claimed, answers);
    if (unpaid.length === 0) return answers;
    for (const [id, body] of await pay(unpaid)) answers.set(id, { body, served: false });
    // Paying ends the claims of what it has stored.
    for (const { id } of unpaid) claims.delete(id);
    return answers;
  } finally {
    if (claims.size > 0) await store.releaseClaims([...claims], desk.holder.id);
  }
}

async function abortable(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  signal.throwIfAborted();
}
