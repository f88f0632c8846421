import type { SymbolKind } from "#lib/structure/index.ts";
import { codeTokens } from "./words.ts";

/**
 * A doc sentence made ready for other sentences. "verb" carries a base form ("compare by code unit"), "noun" a thing
 * ("the only error codes of the product").
 */
export type Clause = { readonly form: "verb" | "noun"; readonly text: string };

/** Limit in code tokens: the leak gate looks at runs of eight, and a full stop may lengthen a run. */
const MOST_TOKENS = 6;

/** A phrase may be cut before these words and stay whole and true; before "if" or "without" it would claim too much. */
const BOUNDARY =
  /^(?:of|to|in|on|for|with|by|as|at|from|into|that|which|who|whose|under|through|across|between|against|via|using|and|or|but)$/;
/** Once inside such a clause, a cut would break it. */
const RELATIVE = /^(?:that|which|who|whose|what|where|when|how|whether|if|why|than|while|unless|until|because|so)$/;
const STRANDING = /^(?:and|or|but)$/;
/** A main verb after a noun: the text is a whole statement, not a name for something. */
const FINITE =
  /^(?:is|are|was|were|has|have|may|must|can|cannot|will|should|does|do|did|needs?|holds?|comes?|goes|means?|stands?|knows?|keeps?|makes?|takes?|gets?|gives?)$/;

/** The gist of a doc sentence: its first clause, cut to fewer than eight code tokens; null where nothing sayable is left. */
export function gist(doc: string, name: string): Clause | null {
  return clauseOf(doc, name, MOST_TOKENS);
}

/** The whole first sentence as a clause, for plan and requirements, which are no thoughts. */
export function wholeClause(doc: string, name: string): Clause | null {
  return clauseOf(doc, name, Number.POSITIVE_INFINITY);
}

/** What a definition has to do, as a verb: functions give or say what their doc names, other things provide it. */
export function taskOf(clause: Clause | null, kind: SymbolKind): Clause | null {
  if (clause === null || clause.form === "verb") return clause;
  const verb = kind === "function" || kind === "method" ? "give" : "provide";
  return { form: "verb", text: `${verb} ${withArticle(clause.text)}` };
}

/** "will compare by code unit" or "will be the only error code". */
export function willDo(clause: Clause): string {
  return clause.form === "verb" ? `will ${clause.text}` : `will be ${withArticle(clause.text)}`;
}

/** "to compare by code unit" or "to be the only error code". */
export function toDo(clause: Clause): string {
  return clause.form === "verb" ? `to ${clause.text}` : `to be ${withArticle(clause.text)}`;
}

/** "absolute path of the folder" needs an article before it stands in a sentence; "lines of code" does not. */
export function withArticle(text: string): string {
  const head = text.split(/\s/)[0] ?? "";
  if (DETERMINED.test(head)) return text;
  const noun = text.split(/\s(?:of|for|to|in|on|from|by|with|that|which|as|at)\s/)[0] ?? text;
  if (/[^su]s$/.test(noun)) return text;
  return /\sof\s/.test(text) ? `the ${text}` : `${/^[aeio]/i.test(text) ? "an" : "a"} ${text}`;
}

function clauseOf(doc: string, name: string, mostTokens: number): Clause | null {
  const plain = doc
    .replace(/\s+/g, " ")
    .replace(/\{@\w+ ([^}]*)\}/g, "$1")
    .replace(/:[a-z]+:`~?[.]?([^`<>]+)`/g, "`$1`")
    .replace(/[*_]{2,}|``+/g, "")
    .trim();
  const words = withoutSubject(withoutName(plain, name)).replace(/[.!?…]+$/, "");
  // A stop in the middle of a sentence belongs to initials or to a file's name, not to prose.
  if (/(?<!\b(?:e\.g|i\.e|vs|etc|cf|incl))[.!?] \p{Ll}/u.test(words)) return null;
  if (words === "" || /^[^\p{L}`"]/u.test(words) || /https?:|[{}<>|\\]/.test(words)) return null;
  const whole = classify(words);
  if (whole === null) return null;
  const text =
    mostTokens !== Number.POSITIVE_INFINITY ? shorten(whole.text, mostTokens) : isWhole(whole.text) ? whole.text : null;
  return text === null || text.split(" ").length < 2 ? null : { form: whole.form, text };
}

/** Go docs begin with the name of what they describe ("Parse reads …"), Markdown titles with "Name: …" or "Name - …". */
function withoutName(text: string, name: string): string {
  const quoted = `\`${name}\``;
  const said = text.startsWith(quoted) ? quoted : name;
  if (name === "" || !text.toLowerCase().startsWith(said.toLowerCase())) return text;
  const rest = text.slice(said.length);
  // "Log the line" of a function `Log` is a whole deed already.
  if (baseForm(name) === name.toLowerCase() && /^\s+(?:an?|the|all|each|every)\s/.test(rest)) return text;
  if (!/^\s*[:–—-]?\s/.test(rest)) return text;
  return rest.replace(/^\s*[:–—-]?\s+/, "").replace(/^is (?=an? |the )/, "");
}

/** "The glob crate provides …", "This class wraps …" and "Simply wraps …" act, whatever stands before the verb. */
function withoutSubject(text: string): string {
  const subject = new RegExp(
    `^(?:(?:the|this) (?:[\\w\`'.:-]+ ){0,2}${PART} (?:also |simply )?|(?:thinly|simply|just) )(?=(\\w+s) )`,
    "i",
  ).exec(text);
  const verb = subject?.[1] ?? "";
  return subject !== null && !FINITE.test(verb) && baseForm(verb) !== null ? text.slice(subject[0].length) : text;
}

const PART =
  "(?:crate|module|package|library|file|header|namespace|class|struct|record|interface|trait|type|enum|function|method|macro|list|table|script|component)";

/** The longest whole phrase at the start that stays below the limit; null where every cut would break a clause. */
function shorten(text: string, mostTokens: number): string | null {
  const clause = text.split(/[;:]\s|\s[–—-]\s|\s\(|,\s/)[0] ?? text;
  const words = clause.split(" ");
  const fits = (end: number): boolean => codeTokens(words.slice(0, end).join(" ")).length <= mostTokens;
  if (fits(words.length)) return isWhole(clause) ? clause : null;
  for (let end = words.length - 1; end >= 3; end -= 1) {
    const [next = "", afterNext = ""] = [words[end], words[end + 1]];
    const kept = words.slice(0, end);
    // "and" may be cut off only where a second deed begins, not between two adjectives.
    const strands = STRANDING.test(next) && baseForm(afterNext) === null;
    if (!BOUNDARY.test(next) || strands || STRANDING.test(afterNext) || afterNext === "") continue;
    if (!fits(end) || kept.some((word) => RELATIVE.test(word)) || BOUNDARY.test(kept.at(-1) ?? "")) continue;
    // "the first threshold" is not "the first threshold that is crossed".
    if (RELATIVE.test(next) && kept.some((word) => /^(?:first|last|only|same|next|least|most|best)$/.test(word)))
      continue;
    const phrase = kept.join(" ");
    if (isWhole(phrase)) return phrase;
  }
  return null;
}

/** Marks that come in pairs do, and nothing is left hanging. */
function isWhole(text: string): boolean {
  const even = (mark: RegExp): boolean => (text.match(mark)?.length ?? 0) % 2 === 0;
  return (
    even(/`/g) &&
    even(/"/g) &&
    (text.match(/[([{]/g)?.length ?? 0) === (text.match(/[)\]}]/g)?.length ?? 0) &&
    !/\b(?:a|an|the|at least|at most|is|are|be|(?:a|an|the) \w+(?:ed|ing))$/.test(text)
  );
}

/** "Instantiates the dispatcher": in front of an article a word on -s is a verb, listed or not. */
function unknownDeed(head: string, next: string): string | null {
  if (!/^(?:an?|the|all|any|each|every|whether)$/.test(next) || !/^[A-Z]?[a-z]{2,}[^su]s$/.test(head)) return null;
  const lower = head.toLowerCase();
  if (lower.endsWith("ies")) return `${lower.slice(0, -3)}y`;
  return /(?:ss|sh|ch|x|zz)es$/.test(lower) ? lower.slice(0, -2) : lower.slice(0, -1);
}

/** Null for statements and for texts that begin in the middle of a sentence. */
function classify(text: string): Clause | null {
  const [head = "", ...rest] = text.split(" ");
  const base = baseForm(head) ?? unknownDeed(head, rest[0] ?? "");
  const tail = rest.join(" ");
  // "Tags for small dicts" names; "Tags small dicts" and "Waits for small dicts" act.
  const names =
    (/^which$/.test(rest[0] ?? "") && !/^(?:say|choose|decide|tell|know|determine)$/.test(base ?? "")) ||
    (/^(?:of|for)$/.test(rest[0] ?? "") &&
      !/^(?:wait|look|search|listen|check|ask|watch|test|poll|allow)$/.test(base ?? ""));
  if (base !== null && !names && !FINITE.test(rest[0] ?? ""))
    return { form: "verb", text: `${base} ${conjoin(tail)}`.trim() };
  if (/^(?:this|it|that)$/i.test(head)) {
    const second = baseForm(rest[0] ?? "");
    if (/^(?:is|are)$/.test(rest[0] ?? "")) return { form: "noun", text: rest.slice(1).join(" ") };
    return second === null || second === rest[0]
      ? null
      : { form: "verb", text: `${second} ${conjoin(rest.slice(1).join(" "))}`.trim() };
  }
  if (/^(?:true|false|null|none|nil|undefined)$/i.test(head))
    return { form: "verb", text: `give ${head.toLowerCase()} ${tail}` };
  if (/^(?:what|which|who|whose|how|where|when|why|whether)$/i.test(head))
    return { form: "verb", text: `say ${head.toLowerCase()} ${tail}` };
  if (
    /^(?:for|in|on|as|by|to|at|from|with|without|if|after|before|because|since|until|unless|while|not|never|always|usually|often|just|given|only|also|see|note|same|used|do|don't|must|can|cannot|may|should|will|i|we|you)$/i.test(
      head,
    )
  )
    return null;
  if (
    FINITE.test(head.toLowerCase()) ||
    isStatement(rest) ||
    /^(?:\w+ed|told|made|kept|held|written|found|left|thrown|taken|sent|built|shown|known),?$/i.test(head)
  )
    return null;
  return { form: "noun", text: `${lowered(head)} ${tail}`.trim() };
}

/** "Lines are 1-based" states; "the lines that are used" names. */
function isStatement(words: readonly string[]): boolean {
  for (const word of words) {
    if (RELATIVE.test(word)) return false;
    if (FINITE.test(word)) return true;
    if (/[,;:(]$/.test(word)) return false;
  }
  return false;
}

/** "reads a file and returns its lines" as a base form needs its later verbs in base form too. */
function conjoin(tail: string): string {
  const based = tail.replace(/\b(and|or|then) (\w+s)\b/g, toBase);
  return based === tail ? tail : based.replace(/(,) (\w+s)\b/g, toBase);
}

function toBase(whole: string, joint: string, verb: string): string {
  const base = baseForm(verb);
  return base === null ? whole : `${joint} ${base}`;
}

/** Proper names and identifiers keep their capitals. */
function lowered(word: string): string {
  return /^[A-Z][a-z']*[,]?$/.test(word) && !PROPER.has(word) ? word.toLowerCase() : word;
}

function baseForm(word: string): string | null {
  const lower = word.toLowerCase().replace(/[^a-z-]/g, "");
  if (VERBS.has(lower)) return lower;
  for (const [end, put] of [
    ["ies", "y"],
    ["es", "e"],
    ["es", ""],
    ["s", ""],
  ] as const) {
    const base = lower.endsWith(end) ? lower.slice(0, -end.length) + put : "";
    if (VERBS.has(base)) return base;
  }
  return null;
}

const PROPER = new Set([
  ..."Git Postgres Markdown Python Java Go Rust Ruby Node React Next Prisma Linux Windows Unix Unicode English Flask Django".split(
    " ",
  ),
]);

const VERBS = new Set(
  `abort accept access act add adapt allow answer append apply ask assemble assert assign attach await avoid backs batch begin
  bind block bound break bring build bundle cache calculate call cancel capture carry cast catch change check choose claim clean
  clear clone close coerce collapse collect combine compare compile complete compose compress compute configure connect construct
  consume contain continue control convert copy count cover create cut debug decide declare decode decorate decrement define
  delegate delete deliver derive describe deserialize destroy detect determine disable discard discover dispatch display divide
  do download draw drop emit enable encode ensure enqueue enter enforce escape estimate evaluate exclude execute exit expand expect
  explain export expose extend extract fail fetch fill filter find finish fit flag flatten flush follow force format forward
  freeze gather generate get give grant group guard guess handle hash help hide highlight hold identify ignore implement import
  include increment indicate infer inform inherit initialise initialize inject insert inspect install interpret intercept invoke
  isolate iterate join jump keep kill know launch lay lead leave let limit link list listen load locate lock log look lower
  make manage map mark match maximize measure merge mimic modify monitor mount move name navigate normalise normalize notify
  observe obtain offer omit open optimize order override own pack paint parse pass patch perform pick place play poll populate
  post prefer prepare prepend present preserve prevent print process produce prompt protect prove provide prune publish pull push
  put query queue quote raise read receive recognise recognize record redirect reduce refuse register reject release remember
  remove rename render repair replace replay report represent request require reset resize resolve restore restrict retrieve retry
  return reverse rewrite roll rotate round route run save say scale scan schedule score scroll search select send separate serialize
  serve set share shorten show shuffle shut signal simulate skip sleep slice solve sort split spawn stamp start state stop store
  stream strip submit subscribe substitute sum support swap switch synchronize take teach tell terminate test throttle throw tick
  toggle tokenize track transform translate traverse trigger trim truncate try tune turn undo unescape unify uninstall unlock
  unmount unpack unregister unsubscribe unwrap update upgrade upload use validate verify visit wait walk warn watch wire wrap
  write work yield zip behave subclass pipe expire spell greet rank weigh tag sum solve mutate reconcile hydrate schedule`
    .split(/\s+/)
    .filter((verb) => verb !== "backs"),
);

const DETERMINED =
  /^(?:an?|the|everything|anything|nothing|something|both|several|many|most|all|every|each|one|two|three|what|which|who|whoever|how|where|when|why|whether|its|no|any|some|this|these|that|in|on|for|as|at|by|if|to|\d.*|[`"].*)$/i;
