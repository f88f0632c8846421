/**
 * Texts that tokenizers of published models read as control tokens when they stand in a text, such as the end of a turn.
 * Code that holds one would steer the scorer instead of being scored. The list is of forms and names seen in the
 * tokenizer files of Llama, Qwen, DeepSeek, Gemma, Mistral, StarCoder, CodeLlama, Phi and T5 models.
 */
const CONTROL = new RegExp(
  [
    "<[|\uff5c][^|\uff5c<>\\s]{1,80}[|\uff5c]>",
    "</?(?:s|bos|eos|unk|pad|mask|sep|cls|think|tool_call|tool_response|EOT|PRE|SUF|MID)>",
    "<(?:fim_(?:prefix|middle|suffix|pad)|file_sep|filename|repo_name|reponame|gh_stars|empty_output|(?:issue|jupyter|commit)_[a-z_]{1,20})>",
    "<(?:start_of|end_of)_(?:turn|image)>",
    "<(?:unused|extra_id_|reserved_)[0-9]{1,5}>",
    "\\[/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT|CLS|SEP|PAD|UNK|MASK|BOS|EOS)\\]",
  ].join("|"),
  "g",
);

/** The names in a text that some tokenizers read as control tokens, each once. */
export function controlNames(text: string): Set<string> {
  return new Set(text.match(CONTROL) ?? []);
}

/**
 * The text in parts none of which holds one of these names: each is cut after its first character. Tokens of the parts, one
 * after the other, are tokens of the text, and every part of a name that would have been a control token is plain text.
 */
export function plainParts(text: string, names: ReadonlySet<string>): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { 0: name, index } of text.matchAll(CONTROL)) {
    if (!names.has(name)) continue;
    parts.push(text.slice(start, index + 1));
    start = index + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Whether the whole text of one token is that of a control token. */
export function isControlToken(text: string): boolean {
  const [match] = text.trim().match(CONTROL) ?? [];
  return match !== undefined && match === text.trim();
}
