import { type Clause, toDo, willDo } from "../clause.ts";
import type { Facts } from "../facts.ts";
import { isNameList } from "../purpose.ts";
import type { Voice } from "../voice.ts";
import { baseName, counted, labels, tick, ticks } from "../words.ts";

/** What the file is to be, before anything else is said. `read` are the files just read for it. */
export function opening(facts: Facts, purpose: Clause, read: readonly string[], voice: Voice): string {
  const subject = tick(facts.path);
  if (read.length > 0) return afterReading(subject, purpose, labels(read).map(tick), voice);
  const first = voice.pick("cold", COLD)(subject, willDo(purpose), toDo(purpose));
  const ground = facts.role === "source" || facts.role === "test" ? footing(facts, voice) : "";
  return ground === "" ? first : `${first} ${ground}`;
}

type Cold = (subject: string, will: string, to: string) => string;

const COLD: readonly Cold[] = [
  (subject, will) => `${subject} ${will}.`,
  (subject, will) => `Next comes ${subject}. It ${will}.`,
  (subject, _, to) => `The plan asks ${subject} ${to}.`,
  (subject, will) => `I turn to ${subject} now: it ${will}.`,
  (subject, _, to) => `What I want from ${subject} is easily said: it has ${to}.`,
  (subject, will) => `The one thing to keep in mind for ${subject}: it ${will}.`,
  (subject, _, to) => `Time for ${subject}, which has ${to}.`,
  (subject, will) => `As planned, ${subject} ${will}.`,
  (subject, _, to) => `Before I define anything in ${subject}, its task in one line: ${to}.`,
  (subject, will) => `How small can ${subject} stay? It ${will}, and that should be all.`,
  (subject, _, to) => `The place of ${subject} in the order is settled; its task is ${to}.`,
  (subject, will) => `Let me think about ${subject}. It ${will}.`,
  (subject, _, to) => `My entry for ${subject} says that it has ${to}.`,
  (subject, will) => `Now ${subject}: when it is there, it ${will}.`,
];

function footing(facts: Facts, voice: Voice): string {
  if (facts.needs.some((need) => need.written)) {
    const names = ticks(
      facts.needs.filter((need) => need.written).map((need) => baseName(need.path)),
      3,
    );
    return voice.pick("ground-known", [
      `I already know what ${names} can give me.`,
      `For ${names} the outline tells me enough, so I will not read again.`,
      `It builds on ${names}, whose names I have from the plan.`,
    ]);
  }
  if (facts.role === "test" || facts.needs.some((need) => need.pair !== "implementation")) return "";
  return voice.pick("ground-none", [
    "Nothing else of the project has to be there first.",
    "It leans on no other file here, so there is nothing to read.",
    "No other file of the repository comes into it.",
    "I can write it from the plan alone, since it needs none of the other files.",
    "It stands at the bottom of the graph.",
  ]);
}

function afterReading(subject: string, purpose: Clause, read: readonly string[], voice: Voice): string {
  const names = read.length > 3 ? `these ${counted(read.length, "file")}` : read.join(" and ");
  const frame = voice.pick("after-reading", AFTER_READING)(subject, names);
  // The first thought has named the definitions already, and the next paragraph will.
  if (isNameList(purpose)) return frame;
  const task = voice.pick("after-reading-task", [
    `It ${willDo(purpose)}.`,
    `Its task stays the same: ${toDo(purpose)}.`,
    `It has ${toDo(purpose)}.`,
    `What the plan wants of it is ${toDo(purpose)}.`,
  ]);
  return `${frame} ${task}`;
}

type After = (subject: string, names: string) => string;

const AFTER_READING: readonly After[] = [
  (subject, names) => `With ${names} in view I can settle ${subject}.`,
  (subject, names) => `That is enough of ${names}; back to ${subject}.`,
  (subject, names) => `Now that I know ${names}, ${subject} itself.`,
  (subject, names) => `So much for ${names}. I can decide what goes into ${subject}.`,
  (subject, names) =>
    `I will build ${subject} on ${names} as it stands.`.replace(
      "as it stands",
      names.includes(" ") ? "as they stand" : "as it stands",
    ),
  (subject, names) => `Having seen ${names}, I know where ${subject} has to begin.`,
  (subject) => `What I read will do the work that is not mine, so ${subject} only has to add its own.`,
  (subject) => `Good, the pieces from elsewhere are clear. ${subject} can take shape.`,
  (subject) => `Let me put ${subject} together.`,
  (subject, names) => `Nothing in ${names} has to change to make room for ${subject}.`,
  (subject) => `I have what I need for ${subject}.`,
  (subject, names) => `Given ${names}, the shape of ${subject} follows almost by itself.`,
];
