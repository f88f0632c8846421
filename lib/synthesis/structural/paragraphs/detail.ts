import { sentencesOf } from "../../hindsight.ts";
import { gist, toDo, withArticle } from "../clause.ts";
import type { Facts } from "../facts.ts";
import { parameterNames, signatureWords } from "../signature.ts";
import type { Voice } from "../voice.ts";
import { list, sentence, tick, ticks, unique } from "../words.ts";

/** Which definition of the file relies on which other. */
export function flow(facts: Facts, voice: Voice, most: number): string | null {
  const pairs = [...facts.calls].sort((a, b) => b[1].length - a[1].length).slice(0, most);
  if (pairs.length === 0) return null;
  const kindOf = (name: string): string => facts.symbols.find((symbol) => symbol.name === name)?.kind ?? "value";
  const lines = pairs.map(([from, to], index) => {
    const names = ticks(to);
    const frames =
      kindOf(from) !== "function"
        ? [`${tick(from)} is made with ${names}`, `${tick(from)} refers to ${names}`, `in ${tick(from)} I use ${names}`]
        : to.every((name) => kindOf(name) === "function")
          ? [
              `${tick(from)} calls ${names}`,
              `${tick(from)} leaves part of its work to ${names}`,
              `inside ${tick(from)} I call ${names}`,
              `${names} ${to.length === 1 ? "does" : "do"} part of the work of ${tick(from)}`,
            ]
          : [`${tick(from)} uses ${names}`, `${tick(from)} relies on ${names}`, `for ${tick(from)} I need ${names}`];
    return voice.pick(`flow-${frames.length}`, frames, index + 1);
  });
  return lines.map(sentence).join(" ");
}

/** Parameters and results of the functions that `thought` does not describe yet, in words. */
export function signatures(facts: Facts, voice: Voice, most: number, thought: string): string | null {
  const said = sentencesOf(thought);
  const lines = facts.symbols
    .filter((symbol) => symbol.kind === "function")
    .flatMap((symbol, index) => {
      const { takes, gives, asynchronous, optional } = signatureWords(symbol, facts.language);
      const names = parameterNames(symbol, facts.language);
      if (said.some((each) => [symbol.name, ...names].every((name) => each.includes(tick(name))))) return [];
      if (takes === null && gives === null) return [];
      const needs = takes ?? "no parameters";
      const note = optional.length > 0 ? `, where ${ticks(optional, 3)} may be left out` : "";
      const wait = asynchronous ? " and is asynchronous" : "";
      if (gives === null) return [`${tick(symbol.name)} needs ${needs}${note}${wait}`];
      return [
        voice.pick(
          "signature",
          [
            `${tick(symbol.name)} needs ${needs}${note}${wait}; the result is ${gives}`,
            `${tick(symbol.name)} has ${takes === null ? needs : `the ${names.length === 1 ? "parameter" : "parameters"} ${takes}`}${note}, and returns ${gives}`,
            `what ${tick(symbol.name)} returns is ${gives}; it needs ${needs}${note}`,
          ],
          index + 1,
        ),
      ];
    })
    .slice(0, most);
  return lines.length === 0 ? null : lines.map(sentence).join(" ");
}

/** Fields and methods of the classes, interfaces, enums and types whose members `thought` does not name yet. */
export function members(facts: Facts, voice: Voice, most: number, thought: string): string | null {
  const lines = facts.symbols
    .filter(
      (symbol) =>
        symbol.members.filter((member) => !thought.includes(tick(member.name))).length > (thought === "" ? 4 : 0),
    )
    .slice(0, most)
    .map((symbol, index) => {
      const values = symbol.members.filter((member) => member.kind === "constant");
      const methods = symbol.members.filter((member) => member.kind === "method" || member.kind === "function");
      const others = symbol.members.filter((member) => member.kind !== "method" && member.kind !== "function");
      const parts = [
        ...(others.length > 0
          ? [`${others.length === 1 ? "the field" : "the fields"} ${ticks(unique(others.map((each) => each.name)), 8)}`]
          : []),
        ...(methods.length > 0
          ? [
              `${methods.length === 1 ? "the method" : "the methods"} ${ticks(unique(methods.map((each) => each.name)), 8)}`,
            ]
          : []),
      ];
      const what = list(
        symbol.kind === "enum" && values.length > 0
          ? [
              `the values ${ticks(
                values.map((each) => each.name),
                8,
              )}`,
            ]
          : parts,
      );
      return voice.pick(
        "members",
        [
          `${tick(symbol.name)} gets ${what}`,
          `in ${tick(symbol.name)} I need ${what}`,
          `${tick(symbol.name)} will have ${what}`,
        ],
        index + 1,
      );
    });
  return lines.length === 0 ? null : lines.map(sentence).join(" ");
}

/** The words the comments will use, one gist a definition, so that names and prose agree; only what `thought` lacks. */
export function docTerms(facts: Facts, voice: Voice, most: number, thought: string): string | null {
  const found = facts.symbols.flatMap((symbol) => {
    const clause = gist(symbol.doc, symbol.name);
    if (clause === null || thought.includes(clause.text)) return [];
    return [
      `${tick(symbol.name)} ${clause.form === "verb" ? `has ${toDo(clause)}` : `stands for ${withArticle(clause.text)}`}`,
    ];
  });
  if (found.length === 0) return null;
  const said = list(found.slice(0, most), most);
  return voice.pick("doc-terms", [
    `Where a name is not enough, a comment has to say it: ${said}.`,
    `I want a short comment above what others use. ${sentence(said)}`,
    `The comments only have to say what the names do not. ${sentence(said)}`,
  ]);
}
