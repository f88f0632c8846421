import type { Facts } from "../facts.ts";
import type { Voice } from "../voice.ts";
import { count, counted, list, sentence, tick, ticks, unique } from "../words.ts";
import { titleGist } from "./around.ts";

/** For a test: which cases it will hold. */
export function cases(facts: Facts, voice: Voice, most: number): string | null {
  const titles = facts.outline.testCases;
  if (titles.length === 0) return null;
  const found = titles.flatMap((title) => titleGist(title) ?? []);
  const gists = found.filter((clause, index) => found.findIndex((other) => other.text === clause.text) === index);
  const total = counted(titles.length, "case");
  const intro = voice.pick("cases", [
    `I plan ${total}.`,
    `${sentence(total).slice(0, -1)}, each about one behaviour.`,
    `The behaviour to pin down, in ${total}:`,
    `What would tell me that it works? I can think of ${total}.`,
    `${sentence(total).slice(0, -1)} should be enough.`,
  ]);
  if (gists.length === 0) return intro;
  const shown = gists.slice(0, most);
  const lines = shown.map((clause, index) => {
    const lead = index === 0 ? "first" : index === shown.length - 1 ? "finally" : "then";
    return sentence(
      clause.form === "verb" ? behaviour(clause.text, lead, voice, index) : situation(clause.text, lead, voice, index),
    );
  });
  return [intro, ...lines].join(" ");
}

function behaviour(text: string, lead: string, voice: Voice, index: number): string {
  return voice.pick(
    "behaviour",
    [
      `${lead}, it has to ${text}`,
      `I want to see it ${text}`,
      `one case makes it ${text}`,
      `${lead} comes the question whether it does ${text}`,
      `it should ${text}, and a case says so`,
    ],
    index + 1,
  );
}

function situation(text: string, lead: string, voice: Voice, index: number): string {
  return voice.pick(
    "situation",
    [
      `${lead} the case for ${text}`,
      `one case for this: ${text}`,
      `${lead}: ${text}`,
      `another point to check, ${text}`,
    ],
    index + 1,
  );
}

/** For a document: its sections in order. */
export function sections(facts: Facts, voice: Voice, most: number): string | null {
  const top = unique(facts.headings.map((heading) => heading.text));
  if (top.length === 0) return null;
  const shown = top.slice(0, most).map((text) => `"${text}"`);
  const rest = top.length > shown.length ? `, then ${counted(top.length - shown.length, "further section")}` : "";
  return voice.pick(
    "sections",
    [
      `Its sections, in order: ${shown.join(", ")}${rest}.`,
      `A reader should find ${count(top.length)} ${top.length === 1 ? "heading" : "headings"}: ${shown.join(", ")}${rest}.`,
      `I would begin with ${shown.join(" and go on to ")}${rest}.`,
      `The outline I have in mind is ${list(shown, most)}${rest}.`,
    ].slice(0, shown.length > 4 ? 2 : 4),
  );
}

/** For a configuration: its top-level keys in order. */
export function keys(facts: Facts, voice: Voice, most: number): string | null {
  if (facts.keys.length === 0) return null;
  const names = ticks(facts.keys, most);
  return voice.pick("keys", [
    `At the top level I need ${names}.`,
    `The settings it has to make are ${names}, in this order.`,
    `It will say something about ${names}.`,
    `I write ${names} and leave everything else at its default.`,
  ]);
}

/** Why a file without definitions, headings or keys is still written. */
export function plainFile(facts: Facts, voice: Voice): string {
  const name = tick(facts.path);
  if (facts.empty) {
    return voice.pick("empty", [
      "It holds no text at all: being there is its whole task.",
      "I leave it empty. The tools that look for it only need to find it.",
      "There is nothing to put into it; its presence is what counts.",
    ]);
  }
  const size = facts.file.lines <= 5 ? "a few lines" : facts.file.lines <= 40 ? "a short file" : "a longer file";
  if (!facts.outline.parsed && facts.role === "source") {
    return voice.pick("unparsed", [
      `I have no outline for ${name}, so I go by its place in the tree and by the files around it. I expect ${size}.`,
      `No outline tells me which names ${name} will define. I keep to what the plan says, in ${size}.`,
    ]);
  }
  return voice.pick("plain", [
    `I expect ${size}, with no definitions that other code could import.`,
    `It defines nothing for the rest of the code; ${size} will do.`,
    `It will be ${size} and nothing else depends on its inside.`,
    `Nothing in it has a name that others use, so it is ${size} to write from top to bottom.`,
  ]);
}
