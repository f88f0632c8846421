import { expect, test } from "vitest";
import { structureOf } from "../../fixture.ts";

test("the outline of a file", async () => {
  const { outlines } = await structureOf({
    "src/A.php": `<?php
declare(strict_types=1);
namespace App;
use App\\Other;
/** Does things. And more. */
#[Mark("}")]
final class A extends Other
{
    public const ONE = 1;
    private ?Other $other = null, $second;
    public function __construct(private readonly int $size = 0) {}
    /** Grows. */
    abstract public static function grow(Other $by, string ...$rest): static;
}
interface Face {}
enum Suit: string { case Hearts = 'h'; }
function run(int &$x, $y = [1, 2]): void { new Other; }
const LIMIT = 3;
if (true) { trait Mixin {} }
`,
    "src/Other.php": "<?php\nnamespace App;\nclass Other {}\n",
  });
  const outline = outlines.find(({ path }) => path === "src/A.php");
  expect(outline?.symbols.map(({ name, kind, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
    "class A: final class A extends Other",
    "interface Face: interface Face",
    "enum Suit: enum Suit: string",
    "function run: function run(int &$x, $y = [1, 2]): void",
    "constant LIMIT: const LIMIT = 3",
    "interface Mixin: trait Mixin",
  ]);
  expect(outline?.symbols[0]).toMatchObject({
    doc: "Does things.",
    uses: ["Other"],
    range: { startLine: 6, endLine: 14 },
  });
  expect(outline?.symbols[0]?.members.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "constant ONE",
    "field $other",
    "field $second",
    "method __construct",
    "field $size",
    "method grow",
  ]);
  expect(outline?.symbols[3]).toMatchObject({ parameters: ["$x", "$y"], uses: ["Other"] });
});

test("cases of PHPUnit and Pest", async () => {
  const { outlines } = await structureOf({
    "tests/ATest.php":
      "<?php\nclass ATest {\n public function testOne() {}\n /** @test */\n public function second() {}\n #[Test]\n public function third(): void {}\n private function helper() {}\n}\n",
    "tests/pest.php": "<?php\nit('does it', function () {});\n",
  });
  expect(outlines[0]?.testCases).toEqual(["testOne", "second", "third"]);
  expect(outlines[1]?.testCases).toEqual(["does it"]);
});
