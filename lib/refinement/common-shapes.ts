import { codeTokens } from "./code-tokens.ts";
import { shapeHashes, shapesOf } from "./shapes.ts";

/** Shapes that many files of a repository have; made once, used for each of its files. */
export type CommonShapes = {
  /** Whether a window of this shape stands in so many files besides the target that it says nothing about it. */
  isCommon(hash: number): boolean;
};

/** A power of two. Two shapes in one slot make both look commoner than they are, which is rare at this size. */
const SLOTS = 2 ** 22;
/** More text than this is not looked at; what is common shows long before. */
const MOST_CHARACTERS = 8_000_000;
/** So many other files make a shape common, and at least such a share of all. */
const COMMON_FILES = 3;
const COMMON_SHARE = 0.05;

/** Counts over the texts of a whole repository, the target of a thought included. */
export function commonShapes(texts: Iterable<string>): CommonShapes {
  const counts = new Uint8Array(SLOTS);
  const lastFile = new Int32Array(SLOTS);
  let files = 0;
  let characters = 0;
  for (const text of texts) {
    characters += text.length;
    if (characters > MOST_CHARACTERS) break;
    files++;
    for (const hash of shapeHashes(shapesOf(text, codeTokens(text, new Map())))) {
      const slot = hash & (SLOTS - 1);
      if (lastFile[slot] === files) continue;
      lastFile[slot] = files;
      counts[slot] = Math.min(255, (counts[slot] ?? 0) + 1);
    }
  }
  const others = Math.min(254, Math.max(COMMON_FILES, Math.ceil(files * COMMON_SHARE)));
  return { isCommon: (hash) => (counts[hash & (SLOTS - 1)] ?? 0) > others };
}

/** Turns of phrase of many languages that anyone writes without having seen the target. */
const IDIOMS = `for (let i = 0; i < n; i++) {
for (int i = 0; i < n; i++) {
for (var i = 0; i < list.length; i++) {
for (let i = 0; i < list.length; i += 1) {
for (size_t i = 0; i < list.size(); ++i) {
for (const item of list) {
for i in range(len(list)):
for (i, item) in list.iter().enumerate() {
for i := 0; i < n; i++ {
for _, item := range list {
if err != nil { return nil, err }
if (error) { return callback(error); }
if __name__ == "__main__": main()
try { work(); } catch (error) { throw error; }`;

/** Whether a window of this shape is such a turn of phrase. */
export function isIdiom(hash: number): boolean {
  idioms ??= new Set(
    IDIOMS.split("\n").flatMap((line) => [...shapeHashes(shapesOf(line, codeTokens(line, new Map())))]),
  );
  return idioms.has(hash);
}

let idioms: ReadonlySet<number> | undefined;
