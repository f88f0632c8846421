import type { Language } from "#lib/structure/index.ts";
import { type Clause, gist, taskOf, toDo, willDo, withArticle } from "../clause.ts";
import type { Facts } from "../facts.ts";
import { idiomOf } from "../idiom.ts";
import { signatureWords } from "../signature.ts";
import { isTestModule, kindWord, type SpokenSymbol } from "../spoken.ts";
import type { Voice } from "../voice.ts";
import { counted, sentence, tick, ticks, unique, wordCount } from "../words.ts";

/** What the file will define, in the order in which it will stand there. Grows until `words` are used; the rest is named. */
export function definitions(facts: Facts, voice: Voice, words: number): string | null {
  if (facts.symbols.length === 0) return null;
  const lines = [intro(facts, voice)];
  const queue = [...facts.symbols];
  for (let index = 0; queue.length > 0; index += 1) {
    if (wordCount(lines.join(" ")) >= words) break;
    lines.push(takeNext(queue, facts, voice, index));
  }
  if (queue.length > 0) lines.push(rest(queue, voice));
  return lines.filter((line) => line !== "").join(" ");
}

/** One definition as a sentence. */
export function define(symbol: SpokenSymbol, facts: Facts, voice: Voice, index: number, more: boolean): string {
  const lead =
    index === 0
      ? "First"
      : more
        ? voice.pick("lead", ["Then", "Next", "After that", "Below that", "Then"], index)
        : "Last";
  const name = tick(symbol.name);
  const found = gist(symbol.doc, symbol.name);
  // Where the symbol speaks for the file, the first sentence has said it.
  const clause = taskOf(found, symbol.kind)?.text === facts.purpose.text ? null : found;
  switch (symbol.kind) {
    case "function":
    case "method":
      return defineFunction(symbol, clause, facts, voice, index, lead);
    case "class":
    case "interface":
    case "type":
    case "enum":
    case "module":
      return defineShape(symbol, clause, facts.language, voice, index, lead);
    default: {
      const kind = `the ${kindWord(symbol, facts.language)}`;
      if (clause === null) return sentence(`${lead} ${kind} ${name}`);
      const says = clause.form === "noun" ? withArticle(clause.text) : toDo(clause);
      return voice.pick(
        "define-value",
        [
          sentence(`${lead} ${kind} ${name}: ${says}`),
          sentence(`${name} ${clause.form === "noun" ? "holds" : "is there"} ${says}`),
          sentence(`${lead} comes ${name}, ${says}`),
        ],
        index,
      );
    }
  }
}

function intro(facts: Facts, voice: Voice): string {
  const { exported, internal, symbols, language } = facts;
  if (symbols.length === 1) return "";
  const noun = language === "css" ? "rule" : "definition";
  const open = idiomOf(language).open;
  if (internal.length === 0 || exported.length === 0) {
    return voice.pick("intro-plain", [
      `${sentence(counted(symbols.length, noun)).slice(0, -1)}, from top to bottom.`,
      "The order inside the file:",
      `I count ${counted(symbols.length, noun)}.`,
      "Going down the file:",
      "",
    ]);
  }
  return voice.pick("intro-mixed", [
    `It needs ${counted(exported.length, "name")} that others can use and ${counted(internal.length, "helper")} that nobody else sees.`,
    `${sentence(counted(exported.length, `${open} name`)).slice(0, -1)}, ${counted(internal.length, "private one")}.`,
    `I see ${counted(symbols.length, "definition")}, of which ${exported.length === 1 ? "one leaves" : `${counted(exported.length, "name")} leave`} the file.`,
    "From top to bottom:",
    "",
  ]);
}

/** Neighbours without a doc and without a signature worth saying go into one sentence. */
function takeNext(queue: SpokenSymbol[], facts: Facts, voice: Voice, index: number): string {
  const plain: SpokenSymbol[] = [];
  const word = (symbol: SpokenSymbol): string => kindWord(symbol, facts.language);
  while (queue[0] !== undefined && isBare(queue[0], facts.language) && plain.length < 5) {
    if (plain[0] !== undefined && word(plain[0]) !== word(queue[0])) break;
    plain.push(...queue.splice(0, 1));
  }
  if (plain.length > 1) {
    const lead = index === 0 ? "First" : queue.length > 0 ? "Then" : "Last";
    const kind = plain[0] === undefined ? "value" : word(plain[0]);
    return sentence(`${lead} the ${plural(kind)} ${ticks(plain.map((each) => each.name))}`);
  }
  const symbol = plain[0] ?? queue.shift();
  return symbol === undefined ? "" : define(symbol, facts, voice, index, queue.length > 0);
}

function isBare(symbol: SpokenSymbol, language: Language): boolean {
  if (symbol.traits.length > 0 || isTestModule(symbol)) return false;
  if (symbol.kind === "function") {
    const { takes, gives } = signatureWords(symbol, language);
    if (takes !== null || gives !== null) return false;
  }
  return gist(symbol.doc, symbol.name) === null && symbol.members.length === 0;
}

function plural(kind: string): string {
  return kind === "class" ? "classes" : `${kind}s`;
}

function defineFunction(
  symbol: SpokenSymbol,
  clause: Clause | null,
  facts: Facts,
  voice: Voice,
  index: number,
  lead: string,
): string {
  const name = tick(symbol.name);
  const { takes, gives } = signatureWords(symbol, facts.language);
  // "the marks that end a line" names no result of a function that answers yes or no.
  const task = clause?.form === "noun" && gives === "a yes or no" ? null : taskOf(clause, "function");
  const said = task !== null && /^(?:return|give) /.test(task.text);
  const flow = flowOf(takes, said ? null : gives, voice, index);
  if (task !== null && flow !== null) {
    return voice.pick(
      "define-function",
      [
        `${name} ${willDo(task)}; it ${flow}.`,
        `${lead} comes ${name}, which has ${toDo(task)}. It ${flow}.`,
        `I want ${name} ${toDo(task)}: it ${flow}.`,
        `${sentence(toDo(task)).slice(0, -1)}, I will write ${name}; it ${flow}.`,
        `${lead} ${name}. It ${flow}, and its task is ${toDo(task)}.`,
      ],
      index,
    );
  }
  if (task !== null) {
    return voice.pick(
      "define-task",
      [`${name} ${willDo(task)}.`, `${lead} comes ${name}, which has ${toDo(task)}.`, `I want ${name} ${toDo(task)}.`],
      index,
    );
  }
  if (flow !== null) {
    return voice.pick(
      "define-flow",
      [`${lead} ${name}, which ${flow}.`, `${name} ${flow}.`, `${lead} comes ${name}: it ${flow}.`],
      index,
    );
  }
  return `${lead} ${name}${symbol.exported ? "" : ", a helper"}.`;
}

function defineShape(
  symbol: SpokenSymbol,
  clause: Clause | null,
  language: Language,
  voice: Voice,
  index: number,
  lead: string,
): string {
  const name = tick(symbol.name);
  const members = publicMembers(symbol, language);
  if (isTestModule(symbol)) {
    const cases = members.length === 0 ? "" : `: ${ticks(members, 4)}`;
    return `${lead} the unit tests of the file, in a module ${name} of their own${cases}.`;
  }
  const kind = kindWord(symbol, language);
  const parts = members.length === 0 ? "" : `with ${symbol.kind === "enum" ? "the values " : ""}${ticks(members, 4)}`;
  const whole = shapeSentence(clause, { name, kind, parts, members }, voice, index, lead);
  return symbol.traits.length === 0 ? whole : `${whole} It implements ${ticks(symbol.traits)}.`;
}

type Shape = {
  readonly name: string;
  readonly kind: string;
  readonly parts: string;
  readonly members: readonly string[];
};

function shapeSentence(
  clause: Clause | null,
  { name, kind, parts, members }: Shape,
  voice: Voice,
  index: number,
  lead: string,
): string {
  if (clause !== null) {
    const says = clause.form === "verb" ? willDo(clause) : `stands for ${withArticle(clause.text)}`;
    return voice.pick(
      "define-shape",
      [
        `${lead} the ${kind} ${name}: it ${says}${parts === "" ? "" : `, ${parts}`}.`,
        `${name} ${says}${parts === "" ? "" : `; I give it ${ticks(members, 4)}`}.`,
        `${lead} comes ${name}. It ${says}.`,
      ],
      index,
    );
  }
  return `${lead} the ${kind} ${name}${parts === "" ? "" : ` ${parts}`}.`;
}

function rest(queue: readonly SpokenSymbol[], voice: Voice): string {
  const names = ticks(
    queue.map((symbol) => symbol.name),
    6,
  );
  return voice.pick("rest", [
    `After these come ${names}.`,
    `The rest follows: ${names}.`,
    `Further down, ${names}.`,
    `What is left then is ${names}.`,
  ]);
}

/** Parameters and result as one predicate. */
function flowOf(takes: string | null, gives: string | null, voice: Voice, index: number): string | null {
  if (takes !== null && gives === "a yes or no") {
    return voice.pick(
      "flow-answer",
      [`answers yes or no for ${takes}`, `takes ${takes} and returns a boolean`, `says yes or no to ${takes}`],
      index + 1,
    );
  }
  // A result with a clause of its own has to stand at the end.
  const simple = gives !== null && !gives.includes(",") && gives.split(" ").length <= 4;
  if (takes !== null && gives !== null) {
    return voice.pick(
      "flow-words",
      [
        `takes ${takes} and returns ${gives}`,
        `takes ${takes} and gives back ${gives}`,
        `is given ${takes} and returns ${gives}`,
        simple ? `makes ${gives} out of ${takes}` : `takes ${takes}; the result is ${gives}`,
        simple ? `returns ${gives} for ${takes}` : `works on ${takes} and returns ${gives}`,
      ],
      index + 1,
    );
  }
  return takes !== null ? `takes ${takes}` : gives !== null ? `returns ${gives}` : null;
}

/** What others can use of it; all of it where nothing is marked as open. */
function publicMembers(symbol: SpokenSymbol, language: Language): string[] {
  const all = symbol.kind === "enum" ? symbol.members.filter((member) => member.kind === "constant") : symbol.members;
  const kept = all.length > 0 ? all : symbol.members;
  const isOpen = ({ name, signature }: (typeof kept)[number]): boolean =>
    !/^[#_]/.test(name) && !/\bprivate\b/.test(signature);
  const marked = kept.filter((member) => isOpen(member) && OPEN[language]?.test(member.signature));
  const open = marked.length > 0 ? marked : kept.filter(isOpen);
  return unique((open.length > 0 ? open : kept).map((member) => member.name));
}

/** Marks of members for everybody, in languages where members without one are not. */
const OPEN: Partial<Record<Language, RegExp>> = { rust: /^pub\b/, csharp: /\bpublic\b/, java: /\bpublic\b/ };
