import { at } from "#lib/std/assert.ts";

/** Plain English that any language model has an opinion on, written for this. */
export const PROMPT = "The following notes were written by a gardener.\n";
export const FIRST_PART =
  "In early spring the soil is still cold, and most seeds will rot before they sprout. It is better to wait until the\n" +
  "ground feels warm to the hand. Peas and broad beans are the exception: they can be sown while the nights are frosty.\n";
export const SECOND_PART =
  "Tomatoes want shelter, a sunny wall and regular water. If the leaves begin to curl, look under them for insects, and\n" +
  "wash those away with plain water before you try anything stronger.\n";
export const PARAGRAPH = FIRST_PART + SECOND_PART;

const EXPECTED_WORD = "exception";
/** Where the paragraph's changed form begins to differ from it. */
export const CHANGED_FROM = PARAGRAPH.indexOf(EXPECTED_WORD);
/** The paragraph with a word in it that nobody expects. */
export const CHANGED_PARAGRAPH = PARAGRAPH.replace(EXPECTED_WORD, "zylophone");

/** A fixed permutation, so that every probe asks the same question. Multiplier of Numerical Recipes' generator. */
export function shuffledWords(text: string): string {
  const words = text.trim().split(/\s+/);
  let seed = 1;
  for (let last = words.length - 1; last > 0; last--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (last + 1);
    [words[last], words[other]] = [at(words, other), at(words, last)];
  }
  return `${words.join(" ")}\n`;
}

/** Numbered lines of at least so many bytes, different for every `mark`, so that no cache knows them before. */
export function longText(bytes: number, mark: string): string {
  const lines: string[] = [];
  let length = 0;
  for (let number = 1; length < bytes; number++) {
    const line = `${mark} ${number}: the bed by wall ${(number * 7) % 31} was watered, and ${number % 12} plants were moved.\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join("");
}
