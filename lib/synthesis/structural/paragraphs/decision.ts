import type { Facts } from "../facts.ts";
import { idiomOf } from "../idiom.ts";
import { signatureWords } from "../signature.ts";
import { lastPart, type SpokenSymbol } from "../spoken.ts";
import type { Voice } from "../voice.ts";
import { counted, isAre, tick, ticks } from "../words.ts";

/**
 * A question the author asks and answers, from what the outline decides: what leaves the file, what may be missing, what
 * has to wait. Null where the outline decides nothing worth a sentence.
 */
export function decision(facts: Facts, voice: Voice, most: number): string | null {
  const found = [exportQuestion, nothingFound, waiting, unasked, optional, order]
    .map((ask) => ask(facts, voice))
    .filter((text) => text !== null);
  if (found.length === 0) return null;
  const start = voice.roll("decision", found.length);
  return Array.from({ length: Math.min(most, found.length) }, (_, index) => found[(start + index) % found.length]).join(
    " ",
  );
}

function exportQuestion({ internal, exported, dependents }: Facts, voice: Voice): string | null {
  const asked = askedNames(dependents);
  const hidden = internal.filter((symbol) => !isAsked(symbol, asked));
  if (hidden.length === 0 || exported.length === 0) return null;
  const names = ticks(
    hidden.map((symbol) => symbol.name),
    3,
  );
  const stay = isAre(hidden, "stays", "stay");
  return voice.pick("ask-export", [
    `Should ${names} be visible outside? No later file asks for ${hidden.length === 1 ? "it" : "them"}, so ${hidden.length === 1 ? "it stays" : "they stay"} private.`,
    `${names} ${stay} inside the file: nothing in the graph needs ${hidden.length === 1 ? "it" : "them"} elsewhere.`,
    `I keep ${names} to this file, because no edge of the graph leads to ${hidden.length === 1 ? "it" : "them"}.`,
  ]);
}

function nothingFound(facts: Facts, voice: Voice): string | null {
  const found = functions(facts).filter((symbol) => signatureWords(symbol, facts.language).nullable);
  const names = ticks(
    found.map((symbol) => symbol.name),
    3,
  );
  if (found.length === 0) return null;
  return voice.pick("ask-null", [
    `What if there is nothing to give back? ${names} may come back empty-handed, and the type says so.`,
    `${names} can find nothing, which is an answer and not an error; the return type has to show it.`,
    `Callers of ${names} must be ready for an absent result.`,
  ]);
}

function waiting(facts: Facts, voice: Voice): string | null {
  const slow = functions(facts).filter((symbol) => signatureWords(symbol, facts.language).asynchronous);
  const rest = functions(facts).length - slow.length;
  if (slow.length === 0) return null;
  const names = ticks(
    slow.map((symbol) => symbol.name),
    3,
  );
  return voice.pick("ask-async", [
    `${names} ${isAre(slow, "has", "have")} to be asynchronous${rest > 0 ? "; the others need not wait for anything" : ""}.`,
    `Does anything here wait? Yes, ${names}${rest > 0 ? `, while the other ${counted(rest, "function")} can stay synchronous` : ""}.`,
    `Only what has to wait is asynchronous: ${names}.`,
  ]);
}

function unasked({ exported, dependents, role, needs, language }: Facts, voice: Voice): string | null {
  // What a header declares is asked for there.
  if (needs.some((need) => need.pair === "header")) return null;
  if (role !== "source" || exported.length === 0 || exported.length > 4) return null;
  const asked = askedNames(dependents);
  const free = exported.filter((symbol) => !isAsked(symbol, asked));
  if (free.length === 0 || dependents.some((each) => each.names.length === 0)) return null;
  const names = ticks(
    free.map((symbol) => symbol.name),
    3,
  );
  const { open, letOut, bringIn } = idiomOf(language);
  const uses = bringIn === "import" ? "imports" : "uses";
  return voice.pick("ask-unasked", [
    `No file of the repository will ask for ${names}; ${letOut(free.length === 1 ? "it" : "them")} for whoever uses the project.`,
    `${names} ${isAre(free)} for readers outside this repository, since nothing inside it needs ${free.length === 1 ? "it" : "them"}.`,
    `${free.length === 1 ? "Does" : "Do"} ${names} have to be ${open}? No file here ${uses} ${free.length === 1 ? "it" : "them"}, but ${isAre(free, "it belongs", "they belong")} to what the file offers.`,
  ]);
}

function optional(facts: Facts, voice: Voice): string | null {
  const found = functions(facts)
    .map((symbol) => ({ symbol, names: signatureWords(symbol, facts.language).optional }))
    .filter(({ names }) => names.length > 0);
  const first = found[0];
  if (first === undefined) return null;
  return voice.pick("ask-optional", [
    `${tick(first.symbol.name)} has to work without ${ticks(first.names)} too.`,
    `For ${ticks(first.names)} in ${tick(first.symbol.name)} I want a default, so that the common call stays short.`,
    `The usual caller of ${tick(first.symbol.name)} should not have to pass ${ticks(first.names)}.`,
  ]);
}

function order({ exported, internal, calls, language }: Facts, voice: Voice): string | null {
  const [firstInternal, lastExported] = [internal[0], exported.at(-1)];
  if (firstInternal === undefined || lastExported === undefined || exported.length + internal.length < 3) return null;
  if (firstInternal.range.start > lastExported.range.start) {
    return voice.pick("ask-order", [
      "What others use goes first, and the helpers below it.",
      `Reading from the top, one should meet the ${idiomOf(language).open} part before any helper.`,
      `Helpers go below ${tick(lastExported.name)}, so that the file opens with what it offers.`,
    ]);
  }
  const user = exported.find(
    (symbol) => symbol.range.start > firstInternal.range.start && calls.get(symbol.name)?.includes(firstInternal.name),
  );
  if (user === undefined) return null;
  return voice.pick("ask-order-mixed", [
    `${tick(firstInternal.name)} should stand before ${tick(user.name)}, which uses it.`,
    `I put ${tick(firstInternal.name)} above ${tick(user.name)}: the pieces first, then what is made of them.`,
  ]);
}

function askedNames(dependents: Facts["dependents"]): ReadonlySet<string> {
  return new Set(dependents.flatMap((each) => each.names.map(lastPart)));
}

/** Who asks for a member has to know its owner. */
function isAsked({ name, members }: SpokenSymbol, asked: ReadonlySet<string>): boolean {
  return asked.has(lastPart(name)) || members.some((member) => asked.has(member.name));
}

function functions({ symbols }: Facts): SpokenSymbol[] {
  return symbols.filter((symbol) => symbol.kind === "function");
}
