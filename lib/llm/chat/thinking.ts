/** What a text holds besides its answer. `open` is thinking that never ended: then there is no answer. */
export type Parted = { readonly answer: string; readonly thinking: "none" | "ended" | "open" };

type Marks = {
  readonly begin: string;
  readonly end: string;
  /** Chat templates may write the beginning into the prompt, so that a reply holds the end alone. */
  readonly endAlone: boolean;
};

/**
 * How models mark their thinking where no server has parted it from the answer: vLLM's folder `vllm/reasoning`, SGLang's
 * `srt/parser/reasoning_parser.py` and llama.cpp's `common/chat.cpp` read the same marks.
 */
const MARKS: readonly Marks[] = [
  // DeepSeek, Qwen, GLM, MiniMax, Nemotron, Ernie and most others.
  { begin: "<think>", end: "</think>", endAlone: true },
  { begin: "<mm:think>", end: "</mm:think>", endAlone: true },
  { begin: "<seed:think>", end: "</seed:think>", endAlone: true },
  { begin: "[THINK]", end: "[/THINK]", endAlone: true },
  { begin: "◁think▷", end: "◁/think▷", endAlone: true },
  { begin: "<|START_THINKING|>", end: "<|END_THINKING|>", endAlone: true },
  { begin: "<|inner_prefix|>", end: "<|inner_suffix|>", endAlone: true },
  { begin: "<|channel>thought", end: "<channel|>", endAlone: true },
  // Words that answers use as well.
  { begin: "<thinking>", end: "</thinking>", endAlone: false },
  { begin: "<thought>", end: "</thought>", endAlone: false },
];

/** What some models put around their answer; the last only once they have thought. */
const WRAPPERS = [
  ["<|START_RESPONSE|>", "<|END_RESPONSE|>"],
  ["<|START_TEXT|>", "<|END_TEXT|>"],
  ["<answer>", "</answer>"],
] as const;

/**
 * Parts what a model thought from what it answered. Marks count at the beginning of the text, and ends alone wherever they
 * are not quoted: in doubt a piece of an answer is lost, which its reader sees, and never is thinking taken for an answer.
 */
export function partThinking(text: string): Parted {
  if (isJson(text)) return { answer: text, thinking: "none" };
  const channels = partChannels(text);
  if (channels) return channels;
  let rest = text.trimStart();
  let thought = false;
  for (;;) {
    const marks = MARKS.find(({ begin }) => rest.startsWith(begin));
    if (!marks) break;
    const end = endOf(rest, marks);
    if (end < 0) return { answer: "", thinking: "open" };
    rest = rest.slice(end + marks.end.length).trimStart();
    thought = true;
  }
  // Thinking begins with neither an object nor a block of code.
  const marks = /^(?:\{|```)/.test(rest)
    ? undefined
    : MARKS.find((each) => each.endAlone && loneEnd(rest, each.end) >= 0);
  if (marks) {
    rest = rest.slice(loneEnd(rest, marks.end) + marks.end.length).trimStart();
    thought = true;
  }
  if (thought) return { answer: unwrapped(rest, WRAPPERS), thinking: "ended" };
  return { answer: unwrapped(text, WRAPPERS.slice(0, -1)), thinking: "none" };
}

/** A schema that the server enforces leaves no place for thinking, and strings inside may hold any mark. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * gpt-oss writes channels (openai/harmony, `docs/format.md`), of which `final` is the answer. A server that drops control
 * tokens without reading them leaves their words: "analysis… assistantfinal…".
 */
function partChannels(text: string): Parted | null {
  const marked = /<\|channel\|>\s*final\b[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/.exec(text);
  const bare = marked ? null : /(?<![`'"])assistantfinal(?![`'"])/.exec(text);
  const final = marked ?? bare;
  if (final) {
    const answer = text.slice(final.index + final[0].length).replace(/<\|(?:return|end|call)\|>[\s\S]*$/, "");
    return { answer: answer.trim(), thinking: "ended" };
  }
  const open = /^\s*(?:<\|start\|>assistant)?<\|channel\|>/.test(text);
  return open ? { answer: "", thinking: "open" } : null;
}

/** Thinking may speak of its own marks, which it then quotes; where all are quoted, the last one ends it. */
function endOf(text: string, { begin, end }: Marks): number {
  for (let at = text.indexOf(end, begin.length); at >= 0; at = text.indexOf(end, at + 1)) {
    if (!isQuoted(text, at, end)) return at;
  }
  const last = text.lastIndexOf(end);
  return last < begin.length ? -1 : last;
}

/** An end without a beginning, neither quoted nor inside a block of code; -1 where there is none. */
function loneEnd(text: string, end: string): number {
  let isInside = false;
  let fence = text.indexOf(FENCE);
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
    for (; fence >= 0 && fence < at; fence = text.indexOf(FENCE, fence + FENCE.length)) isInside = !isInside;
    if (!isInside && !isQuoted(text, at, end)) return at;
  }
  return -1;
}

const FENCE = "```";

function isQuoted(text: string, at: number, mark: string): boolean {
  return QUOTES.test(text.charAt(at - 1)) && QUOTES.test(text.charAt(at + mark.length));
}

const QUOTES = /^[`'"]$/;

function unwrapped(text: string, wrappers: readonly (readonly [string, string])[]): string {
  const trimmed = text.trim();
  for (const [begin, end] of wrappers) {
    if (!trimmed.startsWith(begin)) continue;
    const inner = trimmed.slice(begin.length);
    return (inner.endsWith(end) ? inner.slice(0, -end.length) : inner).trim();
  }
  return text;
}
