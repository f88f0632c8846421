import { type I32, i32, type Statement, when } from "../wasm/values.ts";
import { hashContexts } from "./contexts.ts";
import { followMatch, rememberPlace } from "./match.ts";
import { type Kernel, register, setRegister } from "./variables.ts";

/** Moves everything that depends on whole bytes past one more of them. */
export function advance(kernel: Kernel): Statement[] {
  const { byte } = kernel;
  const lastFour = register("lastFour");
  return [
    ...followWord(kernel),
    ...followLine(kernel),
    ...followMatch(kernel),
    setRegister("lastEight", i32.or(i32.shl(register("lastEight"), 8), i32.shr(lastFour, 24))),
    setRegister("lastFour", i32.or(i32.shl(lastFour, 8), byte)),
    ...rememberPlace(kernel),
    ...hashContexts(kernel),
  ];
}

/** A word is letters, digits, underscore and everything beyond ASCII; a subword is one camelCase hump without its case. */
function followWord({ scope, byte, lastByte }: Kernel): Statement[] {
  const lower = scope.variable("i32");
  const upper = scope.variable("i32");
  const word = scope.variable("i32");
  const subword = scope.variable("i32");
  const other = i32.or(within(byte, "0", "9"), i32.or(i32.equal(byte, code("_")), i32.greater(byte, 127)));
  return [
    lower.set(within(byte, "a", "z")),
    upper.set(within(byte, "A", "Z")),
    word.set(register("word")),
    when(
      i32.or(i32.or(lower, upper), other),
      [setRegister("word", i32.add(i32.mul(i32.add(i32.add(word, byte), 1), 0x2f0b4c47), i32.shr(word, 11)))],
      [when(word, [setRegister("previousWord", word), setRegister("word", 0)])],
    ),
    subword.set(i32.select(i32.and(upper, within(lastByte, "a", "z")), 0, register("subword"))),
    subword.set(i32.xor(i32.mul(i32.add(subword, i32.or(byte, 32)), 0x2545f491), i32.shr(subword, 9))),
    setRegister("subword", i32.select(i32.or(lower, upper), subword, 0)),
  ];
}

function followLine({ byte }: Kernel): Statement[] {
  const space = i32.or(i32.equal(byte, code(" ")), i32.equal(byte, code("\t")));
  return [
    when(
      i32.equal(byte, code("\n")),
      [
        setRegister("indent", 0),
        setRegister("firstOfLine", 0),
        setRegister("atLineStart", 1),
        setRegister("lineBefore", register("lineStart")),
        setRegister("lineStart", i32.add(register("position"), 1)),
      ],
      [
        when(register("atLineStart"), [
          when(
            space,
            [setRegister("indent", i32.add(register("indent"), 1))],
            [setRegister("atLineStart", 0), setRegister("firstOfLine", byte)],
          ),
        ]),
      ],
    ),
  ];
}

function within(byte: I32, first: string, last: string): I32 {
  return i32.and(i32.atLeast(byte, code(first)), i32.atMost(byte, code(last)));
}

function code(character: string): number {
  return character.charCodeAt(0);
}
