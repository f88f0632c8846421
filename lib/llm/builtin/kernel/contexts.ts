import { type I32, i32, type Statement } from "../wasm/values.ts";
import { HASHES_AT } from "./layout.ts";
import { historyByte, type Kernel, register } from "./variables.ts";

/**
 * Hashes what each context sees, for the slots of the next byte. Chosen on other repositories than those that the benchmark
 * reads, and not by bits alone: contexts of punctuation save 2 % of them, but blur what a thought's words change, so that
 * a function's own documentation beats another's less often. They are left out for that.
 */
export function hashContexts(kernel: Kernel): Statement[] {
  const { scope, byte } = kernel;
  const mixed = scope.variable("i32");
  const lastFour = register("lastFour");
  const word = register("word");
  const lineStart = i32.add(i32.mul(register("indent"), 256), register("firstOfLine"));
  const column = i32.sub(register("position"), register("lineStart"));
  const above = historyByte(kernel, i32.add(register("lineBefore"), column));
  const seen: readonly I32[] = [
    // Orders 2, 3 and 6.
    i32.mul(i32.and(lastFour, 0xffff), 0x2f0b4c47),
    i32.mul(i32.and(lastFour, 0xffffff), 0x3d4d51cb),
    both(i32.mul(lastFour, 0x1b873593), i32.mul(i32.and(register("lastEight"), 0xffff), 0x2e3779b1)),
    // The word, alone and with the word before it.
    both(i32.mul(word, 0x19d699a5), i32.mul(byte, 0x3c6ef372)),
    both(both(i32.mul(word, 0x6c8e9cf5), i32.mul(register("previousWord"), 0x2d35dca7)), i32.mul(byte, 0x27d4eb2f)),
    // One hump of a camelCase word or one part of a snake_case word, whatever its case.
    both(i32.mul(register("subword"), 0x165667b1), i32.mul(i32.or(byte, 32), 0x7feb352d)),
    // Indentation and first byte of the line, with the word.
    both(i32.mul(lineStart, 0x46d0f3a9), i32.mul(word, 0x2c1b3c6d)),
    // The byte above in the line before, with the last one.
    both(i32.mul(byte, 0x4f0b4c47), i32.mul(above, 0x2d35d3a7)),
  ];
  return seen.flatMap((value, index) => [
    mixed.set(i32.mul(i32.add(value, Math.imul(index + 1, 0x3779b97f)), 0x2c1b3c6d)),
    mixed.set(i32.mul(i32.xor(mixed, i32.shr(mixed, 15)), 0x297a2d39)),
    i32.store(0, i32.xor(mixed, i32.shr(mixed, 15)), HASHES_AT + 4 * index),
  ]);
}

function both(a: I32, b: I32): I32 {
  return i32.xor(a, b);
}
