/**
 * What the test server's model has read before its first request, and what its tokenizer learnt its merges from. Written
 * for this purpose: prose, two programming languages, and characters of two to four bytes.
 */
export const CORPUS = `The notes below were written by several people over a year. Some of them are about the garden, some about the house, and
some about the programs that we wrote in the evenings.

In early spring the soil is cold and wet, and most seeds rot before they sprout. It is better to wait until the ground
feels warm to the hand. Broad beans and peas are the exception: they can be sown while the nights are still frosty.
Lettuce wants shade in summer. Tomatoes want a sunny wall, shelter and regular water. If the leaves begin to turn yellow,
look under them for insects, and wash those away with plain water before you try something stronger. In autumn the leaves
are raked into a heap, and by the next summer the heap has become earth.

The roof was repaired in March. The carpenter said that the beams are sound, but that the tiles on the north side will
have to be replaced within five years. We wrote this down, because the last time nobody did, and it cost us a wet winter.
The window in the kitchen does not close well. If it rains from the west, put a towel on the sill.

A program is read more often than it is written. When a function is long, the reader has to hold too much in mind; when
there are too many small ones, the reader has to jump. It is better to write the plain thing first, to test it, and to
change it when there is a reason for it. An error message should say what happened, where, and what to do next. A test
must be able to fail: if it cannot, it is a comment that costs time.

First the types should be defined, because everything else rests on them. Then the reader will parse the input, and the
parser must refuse what it does not know. It should return a list of tokens, and each token keeps its line and its column,
so that an error can point at the place. After that the writer will print the same text again. What could go wrong: an
empty file, a file without a last newline, a very long line, a tab in the middle of a line. The tests will ask for each.

import { readFile } from "node:fs/promises";

export type Token = { readonly kind: "word" | "number" | "sign"; readonly text: string; readonly line: number };

/** Cuts a text into tokens. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const part of text.split(/(\\s+)/)) {
    if (part.trim() === "") {
      line += part.split("\\n").length - 1;
      continue;
    }
    const kind = /^[0-9]+$/.test(part) ? "number" : /^[a-z]+$/i.test(part) ? "word" : "sign";
    tokens.push({ kind, text: part, line });
  }
  return tokens;
}

export async function countWords(path: string): Promise<number> {
  const text = await readFile(path, "utf8");
  const tokens = tokenize(text);
  return tokens.filter((token) => token.kind === "word").length;
}

def read_lines(path: str) -> list[str]:
    """Return the lines of a file without their line breaks."""
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\\n") for line in file]


class Counter:
    def __init__(self, start: int = 0) -> None:
        self.value = start

    def add(self, amount: int = 1) -> int:
        if amount < 0:
            raise ValueError("amount must not be negative")
        self.value += amount
        return self.value


def main() -> None:
    counter = Counter()
    for line in read_lines("notes.txt"):
        if line.startswith("#"):
            continue
        counter.add(len(line.split()))
    print(counter.value)

Café, naïve, Größe, señor, déjà vu, œuvre, Zürich, Åse, żółw. Привет, мир. Как дела? Хорошо. 世界 世界 你好 日本語 日本 한국어.
🙂 🙃 🙂 🚀 🌱 🌿 🍅 👍 👍🏽 👩‍👩‍👧 – — … “quoted” ‘quoted’ → ← ≤ ≥ ∑ √ ∞ € £
`;
