/** True for keywords and reserved types, which name nothing of a repository. A constant may be called `OBJECT`. */
export function isReserved(word: string): boolean {
  const lower = word.toLowerCase();
  return RESERVED.has(lower) || (TYPES.has(lower) && word !== word.toUpperCase());
}

const TYPES = new Set(["void", "int", "float", "string", "bool", "object", "mixed", "never", "iterable"]);

const RESERVED: ReadonlySet<string> = new Set(
  `
  __halt_compiler abstract and array as break callable case catch class clone const continue declare default do echo
  else elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit die extends final finally fn for
  foreach function global goto if implements include include_once instanceof insteadof interface isset list match
  namespace new or print private protected public readonly require require_once return static switch throw trait try
  unset use var while xor yield from self parent true false null
  __class__ __dir__ __file__ __function__ __line__ __method__ __namespace__ __trait__ __property__
`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
