import { expect, test } from "vitest";
import type { Language, OutlineSymbol } from "#lib/structure/index.ts";
import { signatureWords } from "./signature.ts";

test.each([
  [
    "typescript",
    "export async function load(path: string, limit = 3): Promise<Edge[]>",
    ["path: string", "limit = 3"],
    "`path` and `limit`",
    "a promise of a list of `Edge` values",
  ],
  [
    "typescript",
    "function find(id: string): Row | null",
    ["id: string"],
    "`id`",
    "`Row`, or nothing where there is none",
  ],
  ["typescript", "function note(text: string): void", ["text: string"], "`text`", null],
  ["python", "def load(self, path: str) -> list[str]:", ["self", "path: str"], "`path`", "a list of strings"],
  ["python", "def find(name: str) -> Optional[Row]:", ["name: str"], "`name`", "`Row`, or nothing"],
  [
    "go",
    "func (s *Store) load(path string) ([]byte, error)",
    ["path string"],
    "`path`",
    "bytes together with an error",
  ],
  ["java", "public static String load(String path)", ["path"], "`path`", "a string"],
  ["c", "int load(jv)", ["jv"], null, "an integer"],
  ["c", "static const char *load(const char *path, size_t)", ["path", "size_t"], "`path`", "a string"],
  ["cpp", "Row load(std::string& path, int (*each)(int))", ["path", "each"], "`path` and `each`", "`Row`"],
  ["php", "public function load(string $path): ?Row", ["$path"], "`$path`", "`Row`, or nothing where there is none"],
  ["rust", "fn load(path: &str) -> Result<Vec<String>, Error>", ["path: &str"], "`path`", null],
] as const)("%s: %s", (language, signature, parameters, takes, gives) => {
  const words = signatureWords(symbol(signature, parameters), language satisfies Language);
  expect(words.takes).toBe(takes);
  expect(words.gives).toBe(gives);
});

test("what may be left out, may be missing or has to wait is seen", () => {
  const words = signatureWords(
    symbol("export async function load(path: string, limit = 3, deep?: boolean): Promise<Row | null>", [
      "path",
      "limit",
      "deep",
    ]),
    "typescript",
  );
  expect(words).toMatchObject({ asynchronous: true, nullable: true, optional: ["limit", "deep"] });
});

function symbol(signature: string, parameters: readonly string[]): OutlineSymbol {
  const range = { startLine: 1, endLine: 1, start: 0, end: 0 };
  const name = signature.includes("find") ? "find" : signature.includes("note") ? "note" : "load";
  return {
    name,
    kind: "function",
    signature,
    exported: true,
    range,
    doc: "",
    parameters: [...parameters],
    members: [],
    uses: [],
  };
}
