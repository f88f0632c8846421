import type { SourceText } from "../port.ts";
import type { SymbolDraft } from "./symbol.ts";

/** The words of a file's code, each once, and which of them stand in which symbol. */
export type Words = { readonly names: readonly string[]; readonly bySymbol: readonly (readonly number[])[] };

const WORD = /[A-Za-z_]\w{2,}/g;
const NAME_LIMIT = 20_000;
const SYMBOL_WORD_LIMIT = 2000;

/** Words outside comments and strings. Which of them other files define is known when all files are. */
export function readWords(
  { text, shift, checkTime }: Pick<SourceText, "text" | "shift" | "checkTime">,
  symbols: readonly SymbolDraft[],
  skips: readonly number[],
): Words {
  const numbers = new Map<string, number>();
  const last: number[] = [];
  const bySymbol: number[][] = symbols.map(() => []);
  let symbol = 0;
  let skip = 0;
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const at = match.index;
    while (skip < skips.length && (skips[skip + 1] ?? 0) <= at) skip += 2;
    if (skip < skips.length && (skips[skip] ?? 0) <= at) {
      WORD.lastIndex = skips[skip + 1] ?? at + 1;
      continue;
    }
    const word = match[0];
    let number = numbers.get(word);
    if (number === undefined) {
      if (KEYWORDS.has(word) || numbers.size >= NAME_LIMIT) continue;
      number = numbers.size;
      numbers.set(word, number);
      if ((number & 255) === 0) checkTime();
    }
    // A module holds the symbols that follow it.
    for (let here = symbols[symbol]; here && (here.range.end - shift <= at || here.kind === "module"); )
      here = symbols[++symbol];
    const range = symbols[symbol]?.range;
    if (!range || at < range.start - shift || last[number] === symbol + 1) continue;
    last[number] = symbol + 1;
    const own = bySymbol[symbol];
    if (own && own.length < SYMBOL_WORD_LIMIT) own.push(number);
  }
  return { names: [...numbers.keys()], bySymbol };
}

const KEYWORDS = new Set(
  `alignas alignof and asm auto bool break case catch char class concept const consteval constexpr constinit const_cast continue
  co_await co_return co_yield decltype default define defined delete double dynamic_cast elif else endif enum explicit export extern
  false final float for friend goto ifdef ifndef inline int long mutable namespace new noexcept not nullptr NULL operator override
  pragma private protected public register reinterpret_cast requires restrict return short signed sizeof size_t static static_assert
  static_cast std struct switch template this throw true try typedef typeid typename undef union unsigned using virtual void
  volatile wchar_t while uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t`
    .trim()
    .split(/\s+/),
);
