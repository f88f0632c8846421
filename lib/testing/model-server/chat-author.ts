import { at } from "#lib/std/assert.ts";
import { chance } from "./faults.ts";

/**
 * Answers Retrace's own questions usefully, so that whole runs go through: requirements, plan, moves and rewrites, each
 * made of the material that the question shows. A function of its arguments; `draw` tells equal questions apart.
 */
export function authorText(user: string, draw: string): string {
  const pick = picker(`${user}\n${draw}`);
  // What is asked for comes last; the material before it may hold prompts of its own.
  const asked = user.slice(Math.max(0, user.lastIndexOf("\nReply with"), user.lastIndexOf("<refine>...</refine>")));
  if (asked.startsWith("<refine>")) return rewrite(user, pick);
  if (asked.includes('"moves"')) return JSON.stringify(moves(user, pick));
  if (asked.includes('"entries"')) return JSON.stringify(plan(user, pick));
  if (asked.includes('"requirements"')) return JSON.stringify(requirements(user, pick));
  return `${pick(["It depends on", "The answer lies in", "Most of all it is a matter of"])} what the question is about: ${
    words(user).slice(0, 12).join(" ") || "nothing in particular"
  }.`;
}

type Pick = <T>(from: readonly T[]) => T;

function requirements(user: string, pick: Pick): object {
  const paths = graphPaths(user);
  const name = /^Project: (.*)$/m.exec(user)?.[1] ?? "the project";
  const [first = "README.md", ...others] = paths;
  const count = Math.max(4, Math.min(9, Math.ceil(paths.length / 3)));
  const parts = Array.from({ length: count }, (_, index) =>
    paths.filter((_path, place) => place % count === index).slice(0, 3),
  ).filter((each) => each.length > 0);
  while (parts.length < 4)
    parts.push([at(paths.length > 0 ? paths : [first], parts.length % Math.max(1, paths.length))]);
  return {
    thought: [
      `I am going to build ${name}, and I want to be clear about what it is for before I hand out any work.`,
      `It falls into ${paths.length} files, and everything else will rest on \`${first}\`, so that has to come first and has to be right.`,
      others.length > 0
        ? `After it I will go to ${list(others.slice(0, 4))}, because each needs what comes before it.`
        : "",
      pick([
        "I could begin with the entry point and fill in what it needs, but then its authors would have to guess names that nobody has settled; dependencies first is slower to show and safer.",
        "An alternative would be to write everything as one file and split it later; I expect that the borders would then be drawn by accident, so I will draw them now.",
      ]),
      "The difficult places will be the ones where input comes from outside: what is empty, too long or of another shape must be refused with a sentence that tells what to do.",
      "I will keep the public names few, write the tests directly after what they test, and leave documentation to the end, when the names no longer move.",
      pick([
        "If two parts turn out to need each other, I will first settle the smaller one's types.",
        "Where I am in doubt about a default I will choose the one that is easier to explain.",
      ]),
    ]
      .filter((each) => each !== "")
      .join(" "),
    requirements: parts.map((evidence, index) => ({
      id: `R${index + 1}`,
      kind: index % 4 === 3 ? "non-functional" : "functional",
      text:
        index % 4 === 3
          ? `What ${list(evidence)} offers must be checked by tests or types and must fail loudly on bad input.`
          : `The project must offer what ${list(evidence)} ${evidence.length === 1 ? "is" : "are"} for, under the names that the others rely on.`,
      evidence,
    })),
  };
}

function plan(user: string, pick: Pick): object {
  const files = [...user.matchAll(/^(\d+)\. (.+?)(?: needs (.+))?$/gm)].filter(
    (match) =>
      // The same form stands in the graph, with a level before the path.
      user.lastIndexOf("\nPlan these ") < match.index,
  );
  const ids = [...new Set([...part(user, "requirements").matchAll(/\bR\d+\b/g)].map(([id]) => id))];
  const outlines = part(user, "outlines");
  return {
    entries: files.map(([, order, path = "", needs]) => ({
      path,
      order: Number(order),
      purpose: pick([
        `Holds what the others will need from ${stem(path)}.`,
        `Takes care of ${stem(path)}, and of nothing else.`,
        `Gives the project its ${stem(path)}.`,
      ]),
      dependsOn: needs === undefined ? [] : needs.split(", "),
      exports: exportedNames(outlines, path)
        .slice(0, 3)
        .map((name) => ({ name: name.name, signature: name.signature.slice(0, 80) })),
      requirements: ids.length === 0 ? [] : [pick(ids)],
      notes: pick([
        "Watch what happens with empty input, and keep the names as the outline has them.",
        "Keep it free of state, so that its tests need no preparation.",
        "Say in its errors what was wrong and what to do about it.",
      ]),
    })),
  };
}

function moves(user: string, pick: Pick): object {
  const path = /^File to write: (.*)$/m.exec(user)?.[1] ?? "the file";
  const asked = user.slice(Math.max(0, user.lastIndexOf("\nGive the moves")));
  const [, least = "60", most = "100"] = /\((\d+) to (\d+) words\)/.exec(asked) ?? [];
  const readable = (/reads, only of:\n([\s\S]*?)\n\nThen a summary/.exec(asked)?.[1] ?? "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("("));
  const names = namesOf(user);
  const needs = new Map(
    part(user, "needs")
      .split("\n")
      .map((line) => /^(.+?) \((?:written|not written yet)\): (.*)$/.exec(line))
      .flatMap((match) => (match ? [[match[1] ?? "", (match[2] ?? "").split(", ").filter(Boolean)] as const] : [])),
  );
  return {
    moves: [
      ...readable.slice(0, 6).map((read) => ({
        thought: `${pick(["Before I go on I should look into", "I need to see", "I want to be sure of"])} \`${read}\`: ${
          needs.get(read)?.length
            ? `\`${path}\` will rely on ${list((needs.get(read) ?? []).slice(0, 4))}`
            : "this file will rest on it"
        }, and I have to know how ${pick(["these are called", "they are to be used", "they behave when something is missing"])} before I decide the order of the parts.`,
        action: { tool: "read", path: read },
      })),
      {
        thought: writingThought(
          path,
          names,
          [...needs.values()].flat(),
          { least: Number(least), most: Number(most) },
          pick,
        ),
        action: { tool: "write" },
      },
    ],
    summary: `${stem(path)} will be ready for the files that need it.`,
  };
}

function writingThought(
  path: string,
  names: readonly Name[],
  needed: readonly string[],
  { least, most }: { readonly least: number; readonly most: number },
  pick: Pick,
): string {
  const sentences = [
    `Now I will write \`${path}\`.`,
    names.length > 0
      ? `It has to offer ${list(names.slice(0, 5).map(({ name }) => name))}.`
      : "It has no names for others to use, so its order is mine to choose.",
    needed.length > 0
      ? `From what I have seen I can use ${list(needed.slice(0, 5))}.`
      : "It will need nothing of the others.",
  ];
  const count = () => words(sentences.join(" ")).length;
  const queue = names.flatMap((name) => [
    `${name.exported ? "For the others I will define" : "For myself I will need"} \`${name.name}\`${name.doc ? `: ${lowered(name.doc)}` : ""}.`,
    ...name.members.slice(0, 4).map((member) => `\`${name.name}\` should have \`${member}\`.`),
  ]);
  const general = [
    "I should first decide what goes in and what comes out, and only then how.",
    "Maybe the simplest form is enough here; I would rather add a case later than carry one that nobody asks for.",
    "If the input is empty, the answer should be empty too and not an error.",
    "Something too large or of another shape must be refused with a message that says so.",
    "The definitions should come in the order in which they need each other, constants before what uses them.",
    "I will leave out what only a later file could need.",
    "Wait, the error case deserves a thought: whoever calls this should learn which value was wrong.",
    "The tests that come later will ask for the borders: none, one, and many.",
  ];
  for (let index = 0; count() < (least + most) / 2; index++) {
    const next = queue[index] ?? (index < queue.length + general.length ? at(general, index - queue.length) : null);
    if (next === null) sentences.push(`${pick(general)}`);
    else if (words(next).length + count() <= most) sentences.push(next);
    if (index > queue.length + 400) break;
  }
  return sentences.join(" ");
}

function rewrite(user: string, pick: Pick): string {
  const whole = between(user, "<thought>\n", "\n</thought>");
  const text = whole ?? between(user, "<replace>\n", "\n</replace>") ?? "";
  const names = namesOf(user).filter(({ name }) => !text.includes(name));
  const sentences = text.split(/(?<=[.!?])\s+/).filter((each) => each.trim() !== "");
  const named = names.slice(0, 3 + pick([0, 1, 2]));
  const added = [
    named.length > 0 ? `I will also have to define ${list(named.map(({ name }) => name))}, in this order.` : "",
    ...named.filter(({ doc }) => doc !== "").map(({ name, doc }) => `\`${name}\` is there for this: ${lowered(doc)}.`),
  ].filter((each) => each !== "");
  const refined = pick([
    () => [...sentences, ...added],
    () => [...sentences.slice(0, 1), ...added, ...sentences.slice(1)],
    () => [...sentences.slice(0, Math.max(1, Math.ceil(sentences.length * 0.7))), ...added.slice(0, 1)],
    () => [...sentences, "An empty input and a very long one deserve a case of their own."],
  ])();
  const plain = refined
    .join(" ")
    .replace(/```/g, "'''")
    .replace(/<\/?(?:analyze|refine|replace)>/g, "");
  return `<analyze>The text ${
    added.length > 0
      ? `does not name ${named.length} of the parts that have to be prepared`
      : "names what has to be prepared"
  }; it can be brought closer to what will be decided.</analyze>\n<refine>${plain.trim() || "First I have to decide what this is for."}</refine>`;
}

type Name = {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  readonly exported: boolean;
  readonly members: readonly string[];
};

/** Names of the outline of the file in question. */
function namesOf(user: string): Name[] {
  return outlineNames(part(user, "outline").split("\n"));
}

function exportedNames(outlines: string, path: string): Name[] {
  const lines = outlines.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${path} (`));
  if (start < 0) return [];
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith("  "));
  return outlineNames(lines.slice(start + 1, length < 0 ? undefined : start + 1 + length)).filter(
    ({ exported }) => exported,
  );
}

/** Lines of an outline: "  + signature  // doc", and members below as "      . signature". */
function outlineNames(lines: readonly string[]): Name[] {
  const names: { name: string; signature: string; doc: string; exported: boolean; members: string[] }[] = [];
  for (const line of lines) {
    const member = /^ {6}\. (.*)$/.exec(line)?.[1];
    if (member !== undefined) names.at(-1)?.members.push(nameIn(member) ?? member);
    const [, sign, rest = ""] = /^ {2}([+-]) (.*)$/.exec(line) ?? [];
    if (sign === undefined) continue;
    const [signature = "", doc = ""] = rest.split("  // ");
    const name = nameIn(signature);
    if (name) names.push({ name, signature, doc: doc.trim(), exported: sign === "+", members: [] });
  }
  return names;
}

const KEYWORDS =
  /^(?:(?:export|default|declare|async|abstract|public|private|protected|static|final|readonly|pub|unsafe|extern|inline|const|let|var|function\*?|class|interface|type|enum|struct|trait|impl|def|fn|func|module|namespace|package)\s+)+/;

function nameIn(signature: string): string | null {
  const plain = signature
    .trim()
    .replace(/^@\S+\s+/, "")
    .replace(KEYWORDS, "");
  const name = /[\p{L}_$][\p{L}\p{N}_$]*(?=\s*[(<:=;{]|$|\s)/u.exec(plain)?.[0] ?? null;
  return name !== null && KEYWORDS.test(`${name} `) ? null : name;
}

/** Paths of the graph, in the order of writing; else of the outlines. */
function graphPaths(user: string): string[] {
  const graph = [...user.matchAll(/^\d+\. level \d+: (.+?)(?: \(cycle \d+\))?(?: needs .*)?$/gm)].map(
    (match) => match[1] ?? "",
  );
  if (graph.length > 0) return graph;
  return [...part(user, "outlines").matchAll(/^(\S+) \(.+, \d+ lines\)$/gm)].map((match) => match[1] ?? "");
}

function part(user: string, title: string): string {
  return between(user, `<${title}>\n`, `\n</${title}>`) ?? "";
}

function between(text: string, open: string, close: string): string | null {
  const start = text.indexOf(open);
  const end = start < 0 ? -1 : text.indexOf(close, start + open.length - 1);
  return end < 0 ? null : text.slice(start + open.length, end);
}

function stem(path: string): string {
  return (
    (path.split("/").at(-1) ?? path)
      .replace(/\.[^.]*$/, "")
      .replace(/[-_.]+/g, " ")
      .trim() || "its part"
  );
}

function list(names: readonly string[]): string {
  const ticked = names.map((name) => `\`${name.replaceAll("`", "")}\``);
  return ticked.length < 2 ? ticked.join("") : `${ticked.slice(0, -1).join(", ")} and ${ticked.at(-1)}`;
}

function lowered(doc: string): string {
  const text = doc
    .replace(/[`<>]/g, " ")
    .replace(/\s+/g, " ")
    .replace(/[.\s]+$/, "");
  return /^\p{Lu}\p{Ll}*\s/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function picker(of: string): Pick {
  let nth = 0;
  return (from) => at(from, Math.floor(chance(nth++, of) * from.length));
}
