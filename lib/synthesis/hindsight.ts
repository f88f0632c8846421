/** Ways of speaking about the file as already there, which a planning thought must not. */
const HINDSIGHT: readonly RegExp[] = [
  /\b(?:existing|current|given|actual|original|provided|final) (?:code|file|implementation|version|source)\b/i,
  /\bas (?:already )?(?:implemented|written|seen|shown|defined) (?:above|below|here|in (?:this|the) (?:file|code|target))\b/i,
  /\b(?:already|currently) (?:defined|implemented|exported|written|declared|present|there|exists?) in (?:this|the target) file\b/i,
  /\b(?:this|the target) (?:file|module|code|implementation) (?:already|currently|was|has been|had|did|used|contained|defined|implemented)\b/i,
  /\b(?:the|this) (?:code|implementation|file|author|developers?) (?:uses?|defines?|implements?|contains?|chose|decided|does) .{0,80}\b(?:here|already)\b/i,
  /\bI (?:wrote|implemented|defined|added|created|used|chose|decided|placed|exported|built)\b/i,
  /\bI have (?:already )?(?:written|implemented|defined|added|created|exported|built)\b/i,
  /\b(?:looking at|as we see in|according to|judging by) (?:the|this) (?:target|code|implementation|snippet|solution)\b/i,
  /\bthe (?:target|reference) (?:file|code|implementation|text)\b/i,
];

/** Sentences that speak of the code as already there. Their number over all sentences is the hindsight rate. */
export function hindsightSentences(thought: string): string[] {
  return sentencesOf(thought).filter((each) => HINDSIGHT.some((pattern) => pattern.test(each)));
}

/** Sentences of a thought; full stops inside backticks end nothing. */
export function sentencesOf(thought: string): string[] {
  const spans: string[] = [];
  const masked = thought.replace(/`[^`\n]*`/g, (span) => `\uE000${spans.push(span) - 1}\uE001`);
  return masked
    .split(/(?<=[.!?:])\s+|\n+/)
    .map((part) => part.replace(/\uE000(\d+)\uE001/g, (_, index: string) => spans[Number(index)] ?? "").trim())
    .filter((part) => part !== "");
}
