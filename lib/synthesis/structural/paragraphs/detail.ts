import { type Clause, gist } from "../clause.ts";
import type { Facts } from "../facts.ts";
import { signatureWords } from "../signature.ts";
import type { Voice } from "../voice.ts";
import { list, sentence, tick, ticks, unique } from "../words.ts";

/** Which definition of the file relies on which other. */
export function flow(facts: Facts, voice: Voice, most: number): string | null {
  const pairs = [...facts.calls].sort((a, b) => b[1].length - a[1].length).slice(0, most);
  if (pairs.length === 0) return null;
  const lines = pairs.map(([from, to], index) =>
    voice.pick(
      "flow",
      [
        `${tick(from)} leans on ${ticks(to, 4)}`,
        `inside, ${tick(from)} uses ${ticks(to, 4)}`,
        `${tick(from)} is built from ${ticks(to, 4)}`,
        `${ticks(to, 4)} ${to.length === 1 ? "does" : "do"} part of the work of ${tick(from)}`,
      ],
      index + 1,
    ),
  );
  return lines.map(sentence).join(" ");
}

/** Parameters and results of every function, in words. */
export function signatures(facts: Facts, voice: Voice, most: number): string | null {
  const lines = facts.symbols
    .filter((symbol) => symbol.kind === "function")
    .flatMap((symbol, index) => {
      const { takes, gives, asynchronous, optional } = signatureWords(symbol, facts.language);
      if (takes === null && gives === null) return [];
      const end = gives === null ? "nothing to give back" : `the result is ${gives}`;
      const note = optional.length > 0 ? `, where ${ticks(optional, 3)} may be left out` : "";
      return [
        voice.pick(
          "signature",
          [
            `For ${tick(symbol.name)}, ${takes === null ? "no parameters" : takes}${note}; ${end}`,
            `${tick(symbol.name)}${asynchronous ? ", asynchronous," : ""} wants ${takes ?? "nothing"}${note}${gives === null ? "" : ` and gives back ${gives}`}`,
            `the parameters of ${tick(symbol.name)} are ${takes ?? "none"}${note}, and ${end}`,
          ],
          index + 1,
        ),
      ];
    })
    .slice(0, most);
  return lines.length === 0 ? null : lines.map(sentence).join(" ");
}

/** Fields and methods of classes, interfaces, enums and types. */
export function members(facts: Facts, voice: Voice, most: number): string | null {
  const lines = facts.symbols
    .filter((symbol) => symbol.members.length > 0)
    .slice(0, most)
    .map((symbol, index) => {
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
        symbol.kind === "enum"
          ? [
              `the values ${ticks(
                symbol.members.map((each) => each.name),
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

/** The words the comments will use, one gist a definition, so that names and prose agree. */
export function docTerms(facts: Facts, voice: Voice, most: number): string | null {
  const said = facts.symbols.flatMap((symbol) => {
    const clause = gist(symbol.doc, symbol.name);
    return clause === null ? [] : [`${tick(symbol.name)}: ${plain(clause)}`];
  });
  if (said.length === 0) return null;
  return voice.pick("doc-terms", [
    `A comment in one sentence each, where the name is not enough. ${said.slice(0, most).join("; ")}.`,
    `I want a short comment above what others use. ${said.slice(0, most).join("; ")}.`,
    `The comments only have to say what the names do not. ${said.slice(0, most).join("; ")}.`,
  ]);
}

function plain(clause: Clause): string {
  return clause.form === "verb" ? `to ${clause.text}` : clause.text;
}
