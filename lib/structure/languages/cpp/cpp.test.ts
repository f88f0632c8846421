import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";
import { withoutExportMacros } from "./export-macros.ts";

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

test("macros between a keyword and the name it declares", async () => {
  const { outlines } = await structureOf({
    "a.hpp": `#pragma once
namespace app {
class APP_EXPORT One { public: void run(); };
class APP_EXPORT Two final : public One { void two(); };
struct App_API Three
    : public One
{
  int three;
};
template <typename T> class API_MARK(1) MORE Four : public One { T four; };
enum class APP_EXPORT Mode : int { On };
class APP_EXPORT Later;
class PLAIN { int a; };
class PLAIN_TOO final : public PLAIN { int b; };
class PLAIN other();
static const struct PLAIN value {1};
struct PLAIN *pointer;
}
`,
  });
  const symbols = outlines[0]?.symbols ?? [];
  expect(symbols.map(({ name, kind, members }) => `${kind} ${name} ${members.map((each) => each.name)}`)).toEqual([
    "module app ",
    "class One run",
    "class Two two",
    "class Three three",
    "class Four four",
    "enum Mode On",
    "class PLAIN a",
    "class PLAIN_TOO b",
    "function other ",
    "constant value ",
    "variable pointer ",
  ]);
  expect(symbols[2]?.signature).toBe("class APP_EXPORT Two final : public One");
  expect(symbols[3]?.range).toMatchObject({ startLine: 5, endLine: 9 });
});

test("macros before a function or a variable", async () => {
  const { outlines } = await structureOf({
    "a.hpp": `#pragma once
#include <string>
APP_EXPORT std::string name(const std::string& key);
extern APP_API const int limit;
APP_RESULT make(int size);
APP_API std::vector<int> list() { return {}; }
`,
  });
  expect(outlines[0]?.symbols.map(({ name, signature }) => [name, signature])).toEqual([
    ["name", "APP_EXPORT std::string name(const std::string& key)"],
    ["limit", "extern APP_API const int limit"],
    ["make", "APP_RESULT make(int size)"],
    ["list", "APP_API std::vector<int> list()"],
  ]);
});

test("what is parsed is as long as what is written", () => {
  for (const text of ["A_API int f();", "LONG_API\r\nint f();", "class A\r\n B {", "X_NAMESPACE_END\r\n"])
    expect(withoutExportMacros(text)).toHaveLength(text.length);
});

test("macros that open a namespace", async () => {
  const { outlines } = await structureOf({
    "a.hpp": `#pragma once
namespace app {
APP_NAMESPACE_BEGIN
namespace inner {
class One { public: void run(); };
}
LIB_BEGIN_NAMESPACE(two)
class Two { int two; };
APP_END_NAMESPACE
}
`,
  });
  expect(outlines[0]?.symbols.map(({ name }) => name)).toEqual(["app", "app::inner", "One", "Two"]);
});

test("parameters end where their parentheses do", async () => {
  const { outlines } = await structureOf({
    "a.cc": `A::A(int a, const A& other) : x_(a), y_{0} {}
A::A(A&& other) noexcept(true) : A(0) {}
int& at(int index) noexcept(noexcept(go(1))) { return x; }
int (*pick(int which))(int, int) { return 0; }
`,
  });
  expect(outlines[0]?.symbols.map(({ signature, parameters }) => [signature, parameters])).toEqual([
    ["A::A(int a, const A& other)", ["a", "other"]],
    ["A::A(A&& other) noexcept(true)", ["other"]],
    ["int& at(int index) noexcept(noexcept(go(1)))", ["index"]],
    ["int (*pick(int which))(int, int)", ["which"]],
  ]);
});
