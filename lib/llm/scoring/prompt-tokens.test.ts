import { expect, test } from "vitest";
import type { Tokens } from "../engines/token-engine.ts";
import { promptTokens } from "./prompt-tokens.ts";

const never = new AbortController().signal;
const LONG = Array.from({ length: 300 }, (_, line) => `line ${line} of a file\n`).join("");

/** One token for each character; line breaks side by side are one. */
function charactersOf(text: string): Tokens {
  const pieces = text.match(/\n+|[^\n]/gu) ?? [];
  return {
    ids: pieces.map((piece) => 10_000 * piece.length + (piece.codePointAt(0) ?? 0)),
    pieces: pieces.map((piece) => Buffer.from(piece)),
  };
}

function counting(cut: (text: string) => Tokens) {
  const asked: string[] = [];
  return {
    asked,
    cut: async (text: string) => {
      asked.push(text);
      return cut(text);
    },
  };
}

test("a long prefix is sent to be cut twice, whatever the number of prompts", async () => {
  const { asked, cut } = counting(charactersOf);
  const prompts = promptTokens(LONG, cut);
  const rests = Array.from({ length: 8 }, (_, nth) => `thought ${nth}\n`);
  const tokens = await Promise.all(rests.map((rest) => prompts.cut(rest, never)));
  tokens.forEach(({ ids }, nth) => {
    expect(ids).toEqual(charactersOf(LONG + rests[nth]).ids);
  });
  expect(asked.filter((text) => text.length > LONG.length / 2)).toHaveLength(2);
  expect(await prompts.headLength(never)).toBeGreaterThan(5_000);
});

test("a tokenizer that puts a space before every text is asked for whole prompts", async () => {
  const spaced = (text: string): Tokens => charactersOf(` ${text}`);
  const prompts = promptTokens(LONG, counting(spaced).cut);
  expect((await prompts.cut("x\n", never)).ids).toEqual(spaced(`${LONG}x\n`).ids);
  expect(await prompts.headLength(never)).toBe(0);
});

test("a short prefix, or one without a line to part at, is not parted", async () => {
  for (const prefix of ["short\n", " indented\n".repeat(500), "a".repeat(5_000)]) {
    const { asked, cut } = counting(charactersOf);
    const prompts = promptTokens(prefix, cut);
    expect((await prompts.cut("x", never)).ids).toEqual(charactersOf(`${prefix}x`).ids);
    expect(asked).toEqual([`${prefix}x`]);
  }
});

test("a failed question is asked again", async () => {
  let broken = true;
  const prompts = promptTokens(LONG, async (text) => {
    if (broken) throw new Error("down");
    return charactersOf(text);
  });
  await expect(prompts.cut("x", never)).rejects.toThrow("down");
  broken = false;
  expect((await prompts.cut("x", never)).ids).toEqual(charactersOf(`${LONG}x`).ids);
});

/** A tokenizer to which <|im_end|> is one token, wherever it stands. */
function withControl(text: string): Tokens {
  const { ids, pieces } = charactersOf(text.replaceAll("<|im_end|>", "\u0001"));
  return { ids, pieces: (pieces ?? []).map((piece) => (piece[0] === 1 ? Buffer.from("<|im_end|>") : piece)) };
}

test("names of control tokens are cut as plain text, and each is asked for once", async () => {
  const { asked, cut } = counting(withControl);
  const prompts = promptTokens("", cut);
  for (const text of ["a<|im_end|>b", "c<|im_end|><|im_end|>"]) {
    expect((await prompts.cut(text, never)).ids).toEqual(charactersOf(text).ids);
  }
  expect(asked.filter((text) => text === "<|im_end|>")).toHaveLength(1);
});

test("a name that this tokenizer cuts as any text is left alone", async () => {
  const { asked, cut } = counting(withControl);
  await promptTokens("", cut).cut("a</s>b[INST]", never);
  expect(asked).toEqual(["</s>", "[INST]", "a</s>b[INST]"]);
});

test("a control token that comes all the same, text that cannot be cut apart, and a file full of them are refused", async () => {
  const known = promptTokens("", async () => ({ ids: [1], pieces: [Buffer.from("<|im_end|>")] }));
  await expect(known.cut("anything", never)).rejects.toMatchObject({ kind: "refused", mayPass: false });
  const spaced = promptTokens("", async (text) => withControl(` ${text}`));
  await expect(spaced.cut("a<|im_end|>b", never)).rejects.toThrow("cannot cut as plain text");
  const full = counting(withControl);
  await expect(promptTokens("", full.cut).cut("<|im_end|>".repeat(300), never)).rejects.toThrow("300 control tokens");
  expect(full.asked).toHaveLength(1);
});
