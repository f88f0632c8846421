import type { FileTask } from "../../author.ts";
import type { Clause } from "../clause.ts";
import type { Facts } from "../facts.ts";
import { contentWord } from "../idiom.ts";
import type { Voice } from "../voice.ts";
import { baseName, caseCount, count, counted, list, sentence, tick, ticks, unique } from "../words.ts";
import { titleGist } from "./around.ts";

/** For a test: which cases it will hold. */
export function cases(facts: Facts, voice: Voice, most: number): string | null {
  const titles = facts.outline.testCases;
  if (titles.length === 0) return null;
  const total = caseCount(titles.length);
  const found = titles.flatMap((title) => titleGist(title) ?? []);
  const gists = found.filter((clause, index) => found.findIndex((other) => other.text === clause.text) === index);
  if (gists.length === 0) {
    return voice.pick("cases-plain", [
      `I plan ${total}.`,
      `${capital(total)}, ${titles.length === 1 ? "" : "each "}about one behaviour.`,
      `${capital(total)} should be enough.`,
    ]);
  }
  const intro = voice.pick("cases", [
    `I plan ${total}.`,
    `${capital(total)}, ${titles.length === 1 ? "" : "each "}about one behaviour.`,
    `The behaviour to pin down, in ${total}:`,
    `What would tell me that it works? I can think of ${total}.`,
    `${capital(total)} should be enough.`,
  ]);
  const shown = gists.slice(0, most);
  const groups = grouped(shown);
  const lines = groups.map((group, index) => {
    const lead =
      index === 0 ? "first" : index === groups.length - 1 && shown.length === gists.length ? "finally" : "then";
    const texts = group.texts;
    return sentence(
      group.form === "verb" ? behaviour(texts, lead, voice, index) : situation(texts, lead, voice, index),
    );
  });
  return [intro, ...lines].join(" ");
}

type Group = { readonly form: "verb" | "noun"; readonly texts: string[] };

/** Neighbours of one form share a sentence: two behaviours, or three situations. */
function grouped(gists: readonly Clause[]): Group[] {
  const groups: Group[] = [];
  for (const { form, text } of gists) {
    const open = groups.at(-1);
    if (open?.form === form && open.texts.length < (form === "verb" ? 2 : 3)) open.texts.push(text);
    else groups.push({ form, texts: [text] });
  }
  return groups;
}

function behaviour(texts: readonly string[], lead: string, voice: Voice, index: number): string {
  const what = texts.join(", and to ");
  const plain = texts.join(", and it should ");
  return voice.pick(
    "behaviour",
    [
      `${lead}, it has to ${what}`,
      `I want it to ${what}`,
      `it should ${plain}`,
      `${lead} I check that it can ${texts.join(" and ")}`,
      `${texts.length === 1 ? "a case asks" : "two cases ask"} it to ${what}`,
    ],
    index + 1,
  );
}

/** Titles may be whole statements, so they stand beside each other rather than inside a sentence. */
function situation(texts: readonly string[], lead: string, voice: Voice, index: number): string {
  const what = texts.join("; ");
  return voice.pick(
    "situation",
    [
      `${lead}: ${what}`,
      `${texts.length === 1 ? "a case of its own" : `${count(texts.length)} that belong together`}: ${what}`,
      `${lead}, in short, ${what}`,
      `to check as well: ${what}`,
    ],
    index + 1,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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

/** For a configuration: its top-level keys in order, and what goes below the fuller ones. */
export function keys(facts: Facts, voice: Voice, most: number): string | null {
  if (facts.keys.length === 0) return null;
  const names = ticks(facts.keys, most);
  const top = voice.pick("keys", [
    `At the top level I need ${names}.`,
    `The settings it has to make are ${names}, in this order.`,
    `It will say something about ${names}.`,
    `I write ${names} and leave everything else at its default.`,
  ]);
  const full = [...facts.groups].filter(([, inner]) => inner.length > 1).slice(0, Math.ceil(most / 3));
  const lines = full.map(([key, inner], index) =>
    voice.pick(
      "below-key",
      [
        `Below ${tick(key)} go ${ticks(inner, 6)}.`,
        `${tick(key)} holds ${ticks(inner, 6)}.`,
        `For ${tick(key)} I think of ${ticks(inner, 6)}.`,
      ],
      index + 1,
    ),
  );
  return [top, ...lines].join(" ");
}

/** What a document or a configuration has to do with the rest, where outline and keys say little. */
export function place(facts: Facts, task: FileTask, voice: Voice): string | null {
  const name = tick(task.brief.name);
  const wanted = task.requirements.find(
    ({ id, kind, evidence }) =>
      facts.entry?.requirements.includes(id) && (kind === "non-functional" || !evidence.includes(facts.path)),
  );
  const serves =
    wanted === undefined || wanted.text.length > 140
      ? null
      : `It answers ${wanted.id}: ${wanted.text.charAt(0).toLowerCase()}${wanted.text.slice(1)}`;
  const isLicence = /^LICEN[CS]E/i.test(baseName(facts.path));
  if (isLicence && task.brief.license !== null)
    return `The licence is ${task.brief.license}, so its standard text goes in, unchanged.`;
  if (facts.role === "docs") {
    const when = voice.pick("docs-place", [
      `It comes late, when what ${name} can do is settled, so it may speak of everything by name.`,
      `Its reader knows ${name} less well than I do, so it has to begin with what is plain and end with what is special.`,
      `I write it for someone who wants to use ${name} and not to change it.`,
      `Whoever reads this has not seen the code of ${name}; the words have to carry it.`,
    ]);
    return serves === null ? when : `${when} ${serves}`;
  }
  return serves;
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
  const content = contentWord(facts.language, facts.role);
  if (content !== "") {
    return voice.pick("plain-content", [
      `I expect ${size} of ${content}.`.replace("lines of", "lines with"),
      `No other file asks for a name of it, so its ${content} only have to make sense in themselves.`,
      `${size.charAt(0).toUpperCase()}${size.slice(1)} should hold its ${content}.`,
    ]);
  }
  return voice.pick("plain", [
    `I expect ${size}, with no definitions that other code could use.`,
    `It defines nothing for the rest of the code; ${size} will do.`,
    `It will be ${size} and nothing else depends on its inside.`,
    `Nothing in it has a name that others use, so it is ${size} to write from top to bottom.`,
  ]);
}
