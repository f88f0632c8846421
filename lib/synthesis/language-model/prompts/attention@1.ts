/** What each of the rewrites of one pass pays attention to, so that they do not all say the same. */
const ATTENTION = [
  "what must be decided, and why one way is better than another",
  "the order in which the parts are defined, and what each needs from files already written",
  "the cases that go wrong: limits, empty input, errors, and what later tests will ask",
  "saying it more briefly: leave out what does not prepare the file",
] as const;

/** Two rewrites a pass are usual, so each pass begins two further on and the first two passes try all four. */
export function attentionOf(pass: number, position: number): string {
  return ATTENTION[(2 * (pass - 1) + position) % ATTENTION.length] ?? ATTENTION[0];
}
