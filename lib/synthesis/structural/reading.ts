import type { FileTask } from "../author.ts";
import { gist, toDo, willDo, withArticle } from "./clause.ts";
import { type Facts, factsOf, type Need, usersOfAll } from "./facts.ts";
import { idiomOf } from "./idiom.ts";
import { isNameList } from "./purpose.ts";
import { signatureWords } from "./signature.ts";
import { lastPart, spokenSymbols } from "./spoken.ts";
import { type Voice, voiceFor } from "./voice.ts";
import { counted, labels, pathWords, sentence, tick, ticks, wordCount } from "./words.ts";

/** Files worth reading before this one: written direct dependencies, those it uses most of first. */
export function filesToRead(facts: Facts, most: number): Need[] {
  const worth = facts.needs.filter(
    (need) =>
      need.written && need.pair !== "implementation" && need.names.length + (need.outline?.symbols.length ?? 0) > 0,
  );
  return worth.slice(0, most);
}

/** The thought before the first read: where this file is going and what has to be looked up for that. */
export function beforeReading(task: FileTask, seed: number, chosen: readonly Need[]): string {
  const facts = factsOf(task);
  const voice = voiceFor(seed, task.file.order ?? 0, task.file.path);
  const first = chosen[0];
  if (first === undefined) return "";
  const lines = [entry(facts, voice, facts.purpose), firstRead(first, chosen.length - 1, facts, voice)];
  const budget = Math.max(44, Math.min(110, Math.round(facts.tokens * 0.1)));
  for (const add of [
    () => known(first, voice),
    () => others(chosen.slice(1), voice),
    () => (isNameList(facts.purpose) ? null : promised(facts, voice)),
  ]) {
    if (wordCount(lines.join(" ")) >= budget) break;
    const line = add();
    if (line !== null) lines.push(line);
  }
  return lines.join(" ");
}

/** The thought before a second or later read: which names, and for what. */
export function betweenReads(task: FileTask, seed: number, need: Need, index: number): string {
  const voice = voiceFor(seed, (task.file.order ?? 0) + index, `${task.file.path}|${need.path}`);
  const file = tick(pathWords(need.path));
  const names = ticks(need.names, 4);
  const users = usersOfAll(need);
  const { bringIn } = idiomOf(task.file.language);
  if (need.pair === "header") {
    return voice.pick("next-header", [
      `Now ${file}, which declares what I have to define.`,
      `Next the header ${file}: its declarations and my definitions have to agree.`,
    ]);
  }
  if (need.names.length === 0) {
    return voice.pick("next-bare", [
      `${sentence(`then ${file}, which I ${bringIn} as a whole`)} I want to know what that brings in.`,
      `${file} also counts, although I use no single name of it. A look at what it sets up.`,
    ]);
  }
  const what = voice.pick("next", [
    `Next ${file}, for ${names}.`,
    `${names} ${need.names.length === 1 ? "is" : "are"} in ${file}, so that is where I look now.`,
    `Then I need ${file}: ${names} ${need.names.length === 1 ? "comes" : "come"} from there.`,
    `I also want to see ${names} in ${file}.`,
    `Now ${file}. What concerns me there: ${names}.`,
    `${file} is the other one to look at, because of ${names}.`,
  ]);
  const why = users.length === 0 || users.length > 5 ? known(need, voice) : usersLine(users, need, voice);
  return why === null ? what : `${what} ${why}`;
}

function entry(facts: Facts, voice: Voice, purpose: Parameters<typeof willDo>[0]): string {
  const subject = tick(facts.path);
  return voice.pick("entry", [
    `${subject} ${willDo(purpose)}.`,
    `Next is ${subject}, which has ${toDo(purpose)}.`,
    `On to ${subject}. It ${willDo(purpose)}.`,
    `I begin ${subject} with a look at what it stands on. It has ${toDo(purpose)}.`,
    `The plan wants ${subject} ${toDo(purpose)}.`,
    `What does ${subject} need? It ${willDo(purpose)}, so it cannot do without its neighbours.`,
    `My next file, ${subject}, ${willDo(purpose)}.`,
    `${subject} is a matter of putting parts together: it ${willDo(purpose)}.`,
    `For ${subject} I should not guess at names. It has ${toDo(purpose)}.`,
    `Now comes ${subject}; what it has to do is ${toDo(purpose).slice(3)}.`,
    `Let me prepare ${subject}, whose task is ${toDo(purpose)}.`,
    `To write ${subject} well I have to look around first. It ${willDo(purpose)}.`,
  ]);
}

function firstRead(need: Need, more: number, facts: Facts, voice: Voice): string {
  const file = tick(pathWords(need.path));
  const names = ticks(need.names, 4);
  const only = more === 0;
  if (need.pair === "header") {
    return voice.pick("header-read", [
      `I read ${file} first, because it declares what has to be defined here.`,
      `The header comes first: ${file} says what this file has to define.`,
      `What it has to define is declared in ${file}, so I open that before anything else.`,
    ]);
  }
  if (need.names.length === 0)
    return `I will look at ${file} first, which it ${idiomOf(facts.language).bringIn}s as a whole.`;
  const users = usersOfAll(need);
  const use =
    users.length === 0 || users.length > 5 || users.length === facts.symbols.length ? "" : ` for ${ticks(users, 3)}`;
  return voice.pick(
    only ? "only-read" : "first-read",
    only
      ? [
          `All it needs from the project is ${names}${use}, so I read ${file} before anything else.`,
          `One look is enough: ${file}, where I find ${names}${use}.`,
          `It depends on ${file} alone, on ${names}${use}; I want to see that file again.`,
          `${names} ${need.names.length === 1 ? "is" : "are"} in ${file}, and I need ${need.names.length === 1 ? "it" : "them"}${use}. I open that first.`,
        ]
      : [
          `I start with ${file}, because most depends on it: ${names}${use}.`,
          `The file that matters most here is ${file}: I need ${names}${use}.`,
          `First I read ${file}; ${names} ${need.names.length === 1 ? "comes" : "come"} from there${use === "" ? "" : `, needed${use}`}.`,
          `It draws on ${counted(more + 1, "file")}, and ${file} is the first to look at: ${names}${use}.`,
          `Before anything else I look up ${names} in ${file}${use === "" ? "" : `, needed${use}`}.`,
        ],
  );
}

/** What outline and doc say of a name, which the read will confirm. */
function known(need: Need, voice: Voice): string | null {
  const symbol = (need.outline === null ? [] : spokenSymbols(need.outline)).find((each) =>
    need.names.includes(lastPart(each.name)),
  );
  if (symbol === undefined || need.outline === null) return null;
  const name = tick(symbol.name);
  const { takes, gives } = signatureWords(symbol, need.outline.language);
  const clause = gist(symbol.doc, symbol.name);
  if (takes !== null) {
    const end = gives === null ? "" : ` and returns ${gives}`;
    return voice.pick("known-function", [
      `By its outline ${name} takes ${takes}${end}; the details I want to see for myself.`,
      `${name} takes ${takes}${end}, if the outline is right.`,
      `From the outline I know that ${name} takes ${takes}${end}.`,
    ]);
  }
  const members = symbol.members.map((each) => each.name).filter((each) => !/^(?:constructor$|[#_])/.test(each));
  if (members.length > 0) {
    return voice.pick("known-shape", [
      `I have to know the exact parts of ${name}: ${ticks(members)}.`,
      `${name} has ${ticks(members)}; I need to see how they are meant.`,
    ]);
  }
  if (clause === null) return null;
  const says = clause.form === "verb" ? `has ${toDo(clause)}` : `stands for ${withArticle(clause.text)}`;
  return voice.pick("known-doc", [
    `${name} ${says}; what it looks like in detail I still have to see.`,
    `In the plan ${name} ${says}.`,
    `As far as I know ${name} ${says}.`,
  ]);
}

function others(rest: readonly Need[], voice: Voice): string | null {
  if (rest.length === 0) return null;
  const files = ticks(labels(rest.map((need) => need.path)), 4);
  return voice.pick("others", [
    `${files} ${rest.length === 1 ? "comes" : "come"} after that.`,
    `Then there ${rest.length === 1 ? "is" : "are"} ${files} to look at.`,
    `I will also want ${files}.`,
  ]);
}

function promised({ exported, role }: Facts, voice: Voice): string | null {
  if (exported.length === 0 || role === "test") return null;
  const names = ticks(
    exported.map((symbol) => symbol.name),
    4,
  );
  return voice.pick("promised", [
    `In the end it has to offer ${names}.`,
    `What comes out of it are ${names}.`.replace("are", exported.length === 1 ? "is" : "are"),
    `Its own part is ${names}.`,
  ]);
}

function usersLine(users: readonly string[], need: Need, voice: Voice): string {
  const mine = ticks(users, 3);
  const it = need.names.length === 1 ? "it" : "them";
  return voice.pick("users", [
    `${mine} will use ${it}.`,
    `I need ${it} for ${mine}.`,
    `Without ${it} I cannot write ${mine}.`,
    `${users.length === 1 ? "One definition of mine relies" : "Some definitions of mine rely"} on ${it}: ${mine}.`,
  ]);
}
