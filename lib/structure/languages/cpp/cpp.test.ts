import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

test("an outline of C++", async () => {
  const { outlines } = await structureOf({
    "a.hpp": `#pragma once
#include <string>
namespace app {
/// A stack of values.
template <typename T>
class Stack : public Base<T> {
 public:
  explicit Stack(int size);
  ~Stack() override;
  void push(const T& value) { items_.push_back(value); }
  bool operator==(const Stack& other) const;
  using Value = T;
 private:
  std::vector<T> items_;
};
using Names = Stack<std::string>;
enum class Mode { On, Off };
namespace { int hidden() { return 1; } }
template <class T> T most(T a, T b) { return a > b ? a : b; }
}  // namespace app
`,
  });
  const symbols = outlines[0]?.symbols ?? [];
  expect(symbols.map(({ name, kind, exported }) => `${kind} ${name} ${exported}`)).toEqual([
    "module app true",
    "class Stack true",
    "type Names true",
    "enum Mode true",
    "function hidden false",
    "function most true",
  ]);
  expect(symbols[1]?.doc).toBe("A stack of values.");
  expect(symbols[1]?.members.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    "method Stack",
    "method ~Stack",
    "method push",
    "method operator==",
    "type Value",
    "field items_",
  ]);
});

test("C++ includes C, and methods lead from their class to the file that defines them", async () => {
  const structure = await structureOf({
    "include/lib/a.h": "namespace lib {\nclass A {\n public:\n  void run();\n  int size() const;\n};\n}\n",
    "include/lib/c.h": "int c_call(void);\n",
    "src/a.cc":
      '#include "lib/a.h"\n#include <lib/c.h>\nnamespace lib {\nvoid A::run() { c_call(); }\nint A::size() const { return 1; }\n}\n',
  });
  expect(arrows(structure)).toEqual([
    "include/lib/a.h ~> src/a.cc",
    "src/a.cc -> include/lib/a.h",
    "src/a.cc -> include/lib/c.h",
  ]);
});

test("the cases of the common frameworks are titles of a test", async () => {
  const { outlines } = await structureOf({
    "tests/a_test.cc": 'TEST(Suite, Works) {}\nTEST_F(Other, Fails) {}\nTEST_CASE("adds numbers", "[x]") {}\n',
  });
  expect(outlines[0]?.testCases).toEqual(["Suite.Works", "Other.Fails", "adds numbers"]);
});
