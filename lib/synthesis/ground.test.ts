import { expect, test } from "vitest";
import { knownNames, ungroundedNames } from "./ground.ts";

const known = knownNames({
  language: "typescript",
  paths: ["lib/std/order.ts"],
  outlines: [],
  texts: ["export function byCodeUnit(a: string, options: Options) { return options.strict; }"],
});

test.each([
  ["I use `byCodeUnit` from `lib/std/order.ts`, or `order.ts` for short.", []],
  ["`options.strict` decides; `Promise` and `structuredClone` are the language's own.", []],
  ["Then `sortAll` and snake_case_name, camelNamed too.", ["sortAll", "snake_case_name", "camelNamed"]],
  ["Read `lib/std/missing.ts` and lib/std/other.ts.", ["lib/std/missing.ts", "lib/std/other.ts"]],
  ["Prose and/or read/write, e.g. this, is no code. TypeScript and README are words.", []],
  ["The type `Map<string, Widget>` names one stranger.", ["Widget"]],
  ["`window.widget` is a stranger, named twice: `window.widget`.", ["window.widget"]],
])("%s", (thought, expected) => {
  expect(ungroundedNames(thought, known)).toEqual(expected);
});

// What honest thoughts say of a language, its library and the world around, and names that are none of it.
test.each([
  [
    "typescript",
    "I will use a `for` loop with a `switch` inside `try`/`catch`, and `throw` early; then `return` the list.",
  ],
  [
    "typescript",
    "`Object.freeze` and `Object.entries` will do; `JSON.stringify` cannot hold `BigInt`. `Array.isArray` decides.",
  ],
  ["typescript", "Headers such as `Content-Type: application/json` and `Retry-After` matter; a `GET` has no body."],
  [
    "typescript",
    '`if (x === undefined)` is not enough, `n` may be `NaN`; `Number.isSafeInteger` helps. `"text"` is a value.',
  ],
  [
    "typescript",
    "I/O goes to `stdout`, TCP/IP is not my business, HTTP/1.1 will do. CI/CD runs it on macOS. Vue.js and example.com are known.",
  ],
  [
    "typescript",
    "`Promise.all`, `Map.groupBy`, `slice`, `reduce`, `process.env`, `node:fs`, `readFile`, `Symbol.asyncIterator`.",
  ],
  [
    "python",
    '`for`, `try`/`except`, `raise ValueError`, `if __name__ == "__main__"`, `not`, `lambda`, `with`, `assert`.',
  ],
  [
    "python",
    "`functools.lru_cache`, `os.path.join`, `pathlib.Path`, `dataclass`, `@property`, `.items()`, `startswith`.",
  ],
  ["go", "`if err != nil`, `return err`, `defer`, `http.Handler`, `io.Reader`, `strings.Builder`, `sync.Mutex`."],
  ["rust", "`match`, `impl`, `pub fn`, `let mut`, `unwrap`, `Result<T, E>`, `into_iter`, `collect`."],
  ["java", "`public static void main`, `final`, `IllegalArgumentException`, `StringBuilder`, `@Override`."],
  ["c", "`for`, `sizeof`, `#include <stdio.h>`, `snprintf`, `goto`, `NULL`, `size_t`."],
  ["cpp", "`std::vector`, `explicit`, `nullptr`, `std::unique_ptr`, `push_back`."],
  ["csharp", "`foreach`, `Dictionary<string, int>`, `ToString`, `InvalidOperationException`, `await`."],
  ["ruby", "`unless`, `each`, `attr_reader`, `nil?`, `to_sym`, `Comparable`, `yield`."],
  ["php", "`foreach`, `array_map`, `declare(strict_types=1)`, `DateTimeImmutable`, `__construct`."],
] as const)("%s: %s", (language, thought) => {
  const nothing = knownNames({ language, paths: [], outlines: [], texts: [] });
  expect(ungroundedNames(thought, nothing)).toEqual([]);
  const invented = thought.replace(/`[^`]+`/, "`Widgetry` and `spinWheel`");
  expect(ungroundedNames(`${invented} So does frobnicate_all.`, nothing)).toEqual([
    "Widgetry",
    "spinWheel",
    "frobnicate_all",
  ]);
});
