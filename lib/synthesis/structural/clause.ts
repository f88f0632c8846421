import { codeTokens } from "./words.ts";

/**
 * A doc sentence made ready for other sentences. "verb" carries a base form ("compare by code unit"), "noun" a thing
 * ("the only error codes of the product").
 */
export type Clause = { readonly form: "verb" | "noun"; readonly text: string };

/** Words that may end a cut clause badly. */
const LOOSE_END =
  /[\s,;:(–—-]+(?:a|an|the|of|to|in|on|for|with|by|as|and|or|that|which|is|are|be|at|from|into|than|its|their|this|it|not|no|never|if|when|where|so|but|has|have|all|every|each|only)?$/i;

/** Limit in code tokens: the leak gate looks at runs of eight. */
const MOST_TOKENS = 7;

/** The gist of a doc sentence: its first clause, cut to fewer than eight code tokens; null where nothing sayable is left. */
export function gist(doc: string, name: string): Clause | null {
  return clauseOf(doc, name, MOST_TOKENS);
}

/** The whole first sentence as a clause, for plan and requirements, which are no thoughts. */
export function wholeClause(doc: string, name: string): Clause | null {
  return clauseOf(doc, name, Number.POSITIVE_INFINITY);
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
    .replace(/[*_]{2,}|``+/g, "")
    .trim();
  const words = withoutName(plain, name).replace(/[.!?…]+$/, "");
  if (words === "" || /^[^\p{L}`"]/u.test(words) || /https?:|[{}<>|\\]/.test(words)) return null;
  const short = balanced(shorten(words, mostTokens));
  if (short.split(" ").length < 2) return null;
  return classify(short);
}

/** Go docs begin with the name of what they describe ("Parse reads …"), Markdown titles with "Name: …" or "Name - …". */
function withoutName(text: string, name: string): string {
  if (name === "" || !text.toLowerCase().startsWith(name.toLowerCase())) return text;
  const rest = text.slice(name.length);
  if (!/^\s*[:–—-]?\s/.test(rest)) return text;
  return rest.replace(/^\s*[:–—-]?\s+/, "").replace(/^is (?=an? |the )/, "");
}

function shorten(text: string, mostTokens: number): string {
  const clause =
    text.split(/\s*[;:]\s|\s[–—-]\s|\s\(|,\s(?=(?:so|which|but|and|or|unlike|not|never|then|where|with)\b)/)[0] ?? text;
  const limited = mostTokens === Number.POSITIVE_INFINITY ? text : clause;
  const words = limited.split(" ");
  while (words.length > 1 && codeTokens(words.join(" ")).length > mostTokens) words.pop();
  const cut = words.length < limited.split(" ").length;
  let result = words.join(" ");
  while (cut && LOOSE_END.test(result)) {
    const next = result.replace(LOOSE_END, "");
    if (next === result) break;
    result = next;
  }
  return result.replace(/[\s,;:]+$/, "");
}

/** A cut may leave an opening mark without its end. */
function balanced(text: string): string {
  if ((text.match(/`/g)?.length ?? 0) % 2 === 1) return text.slice(0, text.lastIndexOf("`")).trim();
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return text.replace(/"/g, "");
  return text;
}

function classify(text: string): Clause {
  const [head = "", ...rest] = text.split(" ");
  const base = baseForm(head);
  const tail = rest.join(" ");
  if (base !== null) return { form: "verb", text: `${base} ${conjoin(tail)}`.trim() };
  if (/^(?:This|It|That) (?:is|are) /.test(text)) return { form: "noun", text: text.replace(/^\w+ (?:is|are) /, "") };
  const second = baseForm(rest[0] ?? "");
  if (/^(?:This|It)$/.test(head) && second !== null) {
    return { form: "verb", text: `${second} ${conjoin(rest.slice(1).join(" "))}`.trim() };
  }
  return { form: "noun", text: `${lowered(head)} ${tail}`.trim() };
}

/** "reads a file and returns its lines" as a base form needs its later verbs in base form too. */
function conjoin(tail: string): string {
  return tail.replace(/\b(and|or|then) (\w+s)\b/g, (whole, joint: string, verb: string) => {
    const base = baseForm(verb);
    return base === null || !verb.endsWith("s") ? whole : `${joint} ${base}`;
  });
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
  `abort accept access add adapt allow answer append apply ask assemble assert assign attach await avoid backs batch begin
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
  write yield zip`
    .split(/\s+/)
    .filter((verb) => verb !== "backs"),
);

const DETERMINED =
  /^(?:an?|the|all|every|each|one|two|three|what|which|who|whoever|how|where|when|why|whether|its|no|any|some|this|these|that|in|on|for|as|at|by|if|to|\d.*|[`"].*)$/i;
