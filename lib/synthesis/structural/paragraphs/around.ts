import type { Structure } from "#lib/structure/index.ts";
import { type Clause, gist, toDo, wholeClause, willDo } from "../clause.ts";
import { type Facts, outlineAt } from "../facts.ts";
import { idiomOf } from "../idiom.ts";
import type { Voice } from "../voice.ts";
import { baseName, counted, label, labels, pathWords, sentence, tick, ticks, unique } from "../words.ts";

/** Who will use the file later, and which names. */
export function dependents(facts: Facts, voice: Voice): string | null {
  const users = facts.dependents.filter((each) => !each.test);
  if (users.length === 0) return null;
  const { bringIn } = idiomOf(facts.language);
  const counts = new Map<string, number>();
  for (const name of users.flatMap((user) => user.names)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const wanted = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const first = users[0];
  if (users.length === 1 && first !== undefined) {
    const what = wanted.length === 0 ? "this file" : ticks(wanted, 4);
    return voice.pick("one-dependent", [
      `Only ${tick(pathWords(first.path))} will ask for ${what}, so I make it no more general than that file needs.`,
      `Its one user will be ${tick(pathWords(first.path))}, which wants ${what}.`,
      `${tick(pathWords(first.path))} is the only later file that needs ${what}.`,
    ]);
  }
  const files = ticks(labels(users.map((user) => user.path)), 3);
  if (wanted.length === 0) return `${sentence(`${files} will ${bringIn} it later`)}`;
  const top = ticks(wanted.slice(0, 4));
  return voice.pick("dependents", [
    `${sentence(counted(users.length, "later file")).slice(0, -1)} will lean on it, most of all for ${top}: ${files}.`,
    `Later ${files} will need ${top}, so these names have to stay simple to use.`,
    `What others will want from here is ${top}; I think of ${files}.`,
    `${top} ${wanted.length === 1 ? "is" : "are"} what ${files} will ${bringIn === "import" ? bringIn : "use"}, so I keep the rest out of sight.`,
  ]);
}

/** What the planned tests ask of this file. Titles are those of the test files, which come later. */
export function tests(facts: Facts, voice: Voice, most: number): string | null {
  if (facts.role === "test" || facts.tests.length === 0) return null;
  const titles = unique(facts.tests.flatMap((test) => test.testCases.map(titleWords))).filter((title) =>
    title.includes(" "),
  );
  const chosen = titles.slice(0, most);
  if (chosen.length === 0) return null;
  const files = ticks(labels(facts.tests.map((test) => test.path)), 2);
  const said = chosen.map((title) => `"${title}"`).join("; ");
  const more = titles.length > chosen.length ? "; and further cases" : "";
  return voice.pick("tests", [
    `${files} will hold it to this: ${said}${more}.`,
    `The cases planned in ${files} tell me what must not go wrong: ${said}${more}.`,
    `I keep the later tests in mind, ${files}: ${said}${more}.`,
    `What can go wrong is written down in the plan for ${files}: ${said}${more}.`,
  ]);
}

/** What belongs elsewhere: the task of a file that builds on this one. */
export function leftOut(facts: Facts, structure: Structure, voice: Voice): string | null {
  for (const user of facts.dependents.filter((each) => !each.test).slice(0, 4)) {
    const clause = wholeClause(outlineAt(structure, user.path)?.doc ?? "", baseName(user.path));
    if (clause === null || clause.text.length > 110) continue;
    const file = tick(label(user.path));
    return voice.pick("left-out", [
      `What I leave out: ${file} ${willDo(clause)}, and none of that belongs here.`,
      `I must not begin with the work of ${file}, which has ${toDo(clause)}.`,
      `The line towards ${file} is clear. That file ${willDo(clause)}; this one only prepares for it.`,
    ]);
  }
  return null;
}

/** A test title in words; names of test functions are taken apart. */
export function titleWords(title: string): string {
  const text = title.replace(/\s+/g, " ").replace(/"/g, "'").trim();
  if (/^[\p{L}\p{N}_.]+$/u.test(text) && (/^[tT]est/.test(text) || isSpelledOut(text))) {
    return text
      .replace(/^.*\.(?=.)/, "")
      .replace(/^[tT]est_?/, "")
      .replace(/_+/g, " ")
      .replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
      .trim()
      .toLowerCase();
  }
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** A name that says a case in three words or more, as test methods do; shorter ones are names of what is tested. */
function isSpelledOut(name: string): boolean {
  const words = (name.split(".").at(-1) ?? "").split(/_+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u);
  return words.filter((word) => word !== "").length >= 3;
}

/** The gist of a title for the test's own thought, where the title itself stands in the target. */
export function titleGist(title: string): Clause | null {
  const words = titleWords(title).replace(/^(?:it )?(?:should|must|will|can) (?!not\b)/i, "");
  const found = gist(words, "");
  const head = words.split(/ (?:if|when|that|which|where|whose|unless|while|even|because|after|before) /)[0] ?? "";
  // "remove root does not double unlink" begins like a deed and goes on as a statement.
  const isStatement =
    found?.form === "verb" && / (?:is|are|does|do|has|fails?|throws?|returns?|works?)(?: |$)/.test(head);
  return found !== null && isStatement && words.startsWith(found.text) ? { form: "noun", text: found.text } : found;
}
