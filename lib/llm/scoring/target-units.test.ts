import { expect, test } from "vitest";
import { endsOfPieces, unitsOfTokens } from "./target-units.ts";

const bytes = (...texts: (string | number[])[]) =>
  texts.map((text) => (typeof text === "string" ? Buffer.from(text) : Uint8Array.from(text)));
const units = (target: string, pieces: Uint8Array[], logprobs: number[]) =>
  unitsOfTokens(endsOfPieces(pieces, target), logprobs, target);

test("one unit for each token", () => {
  expect(units("ab\n", bytes("a", "b\n"), [-1, -2])).toEqual({ ends: [1, 3], logprobs: [-1, -2] });
});

test("tokens inside a character count to the one that completes it, in UTF-16 offsets", () => {
  const emoji = [[0xf0, 0x9f], [0x99], [0x82, 0x61]];
  expect(units("\u{1f642}ab", bytes(...emoji, "b"), [-1, -2, -4, -8])).toEqual({ ends: [3, 4], logprobs: [-7, -8] });
});

test("tokens that begin before the target count to its first unit", () => {
  expect(units("b", bytes("x", "\nb"), [-1, -2])).toEqual({ ends: [1], logprobs: [-3] });
});

test("an unknown end is joined to the next known one; a token without bytes to the unit before", () => {
  expect(unitsOfTokens([1, null, 3, 3], [-1, -2, -4, -8], "abc")).toEqual({ ends: [1, 3], logprobs: [-1, -14] });
});
