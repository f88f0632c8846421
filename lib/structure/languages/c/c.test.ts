import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

type Tree = Readonly<Record<string, string>>;
const arrowsOf = async (tree: Tree) => arrows(await structureOf(tree));
const from = async (file: string, tree: Tree) =>
  (await arrowsOf(tree)).filter((arrow) => arrow.startsWith(`${file} ->`));
const reasons = async (file: string, tree: Tree) => {
  const { outlines } = await structureOf(tree);
  const imports = outlines.find(({ path }) => path === file)?.imports ?? [];
  return imports.map(({ specifier, reason }) => `${specifier} ${reason}`);
};

test("quotes look beside the file first, also from a header", async () => {
  const tree = {
    "include/a.h": '#include "b.h"\n',
    "include/b.h": "",
    "src/b.h": "",
    "src/main.c": '#include "b.h"\n#include <a.h>\n',
  };
  expect(await arrowsOf(tree)).toEqual([
    "include/a.h -> include/b.h",
    "src/main.c -> include/a.h",
    "src/main.c -> src/b.h",
  ]);
});

test("comments, strings and raw strings include nothing", async () => {
  const tree = {
    "a.h": "",
    "main.cpp":
      '/*\n#include "a.h"\n*/\n// \\\n#include "a.h"\nconst char *s = "\\\n#include \\"a.h\\"";\nauto r = R"x(\n#include "a.h"\n)x";\n',
  };
  expect(await from("main.cpp", tree)).toEqual([]);
});

test("directives may be spaced, continued, follow a comment, and stand below an apostrophe in skipped prose", async () => {
  const tree = {
    "a.h": "",
    "b.h": "",
    "c.h": "",
    "d.h": "",
    "main.c":
      '#if 0\ndon\'t\n#endif\n  #  include\t"a.h" /* x\n*/\n/* y */ #include <b.h>\n#\\\ninclude "c.h"\n%:include "d.h"\n',
  };
  expect(await from("main.c", tree)).toEqual(["main.c -> a.h", "main.c -> b.h", "main.c -> d.h"]);
});

test("what Linux never compiles is inactive, what an option decides is not", async () => {
  const tree = {
    Makefile: "CFLAGS += -DUSE_TLS\n",
    ...Object.fromEntries([..."abcdefg"].map((name) => [`${name}.h`, ""])),
    "main.c": `#ifndef MAIN_GUARD
#define MAIN_GUARD
#ifdef _WIN32
#include "a.h"
#elif defined(__linux__) && __GNUC__ >= 4
#include "b.h"
#else
#include "c.h"
#endif
#if USE_TLS
#include "d.h"
#else
#include "e.h"
#endif
#if 0
#include "f.h"
#endif
#ifdef __cplusplus
#include "g.h"
#endif
#endif
`,
  };
  expect(await reasons("main.c", tree)).toEqual([
    "a.h inactive",
    "b.h resolved",
    "c.h inactive",
    "d.h resolved",
    "e.h resolved",
    "f.h inactive",
    "g.h inactive",
  ]);
});

test("a macro that only other systems define is not defined, wherever that stands", async () => {
  const tree = {
    "platform.h":
      '#if defined(_WIN32)\n#define ON_DESKTOP_ONE\n#include "only.h"\n#else\n#define ON_DESKTOP_TWO\n#endif\n',
    "only.h": "#define FROM_ONLY\n",
    "one.h": "",
    "two.h": "",
    "three.h": "",
    "main.c":
      '#include "platform.h"\n#ifdef ON_DESKTOP_ONE\n#include "one.h"\n#endif\n#ifdef ON_DESKTOP_TWO\n#include "two.h"\n#endif\n#ifdef FROM_ONLY\n#include "three.h"\n#endif\n',
  };
  expect(await from("main.c", tree)).toEqual(["main.c -> platform.h", "main.c -> two.h"]);
});

test("a part that ends in an error is never compiled", async () => {
  const tree = {
    "one.h": "",
    "two.h": "",
    "main.c": '#ifdef OPTION\n#error no\n#include "one.h"\n#else\n#include "two.h"\n#endif\n',
  };
  expect(await from("main.c", { ...tree, Makefile: "CFLAGS = -DOPTION\n" })).toEqual(["main.c -> two.h"]);
});

test("a header that nobody has seen may define anything", async () => {
  const tree = { "one.h": "", "main.c": '#include "made.h"\n#ifdef FROM_MADE\n#include "one.h"\n#endif\n' };
  expect(await from("main.c", tree)).toEqual(["main.c -> one.h"]);
});

const optional = (name: string, build: Tree): Promise<string[]> =>
  from("main.c", {
    ...build,
    "on.h": "",
    "off.h": "",
    "main.c": `#ifdef ${name}\n#include "on.h"\n#else\n#include "off.h"\n#endif\n`,
  });
const both = ["main.c -> off.h", "main.c -> on.h"];
const off = ["main.c -> off.h"];

test("an option of CMake that is off by default sets nothing, one that is on may", async () => {
  const template = { "config.h.in": "#cmakedefine WITH_TLS\n" };
  const of = (text: string) => optional("WITH_TLS", { ...template, "CMakeLists.txt": text });
  expect(await of('option(WITH_TLS "Use TLS (needs a library)" OFF)\nmark_as_advanced(WITH_TLS)\n')).toEqual(off);
  expect(await of('option(WITH_TLS "Use TLS")\nif(WITH_TLS)\n  message(STATUS WITH_TLS)\nendif()\n')).toEqual(off);
  expect(await of('option(WITH_TLS "Use TLS" ON)\n')).toEqual(both);
  expect(await of('option(WITH_TLS "Use TLS" OFF)\nif(FOUND)\n  set(WITH_TLS ON)\nendif()\n')).toEqual(both);
  expect(await of('option(USE_SSL "" OFF)\nif(USE_SSL)\n  add_definitions(-DWITH_TLS)\nendif()\n')).toEqual(off);
  expect(await of('cmake_dependent_option(WITH_TLS "Use TLS" OFF USE_NET OFF)\n')).toEqual(off);
  expect(await of('cmake_dependent_option(WITH_TLS "Use TLS" ON USE_NET OFF)\n')).toEqual(both);
  expect(await of('option(USE_SSL "" OFF)\nif(USE_SSL)\n  set(WITH_TLS ON)\nendif()\nreport(WITH_TLS)\n')).toEqual(off);
  expect(await of('option(WITH_TLS "Use TLS" OFF)\nif(WITH_TLS)\n  set(WITH_TLS ON)\nendif()\n')).toEqual(off);
  const test = (condition: string) => of(`option(USE_SSL "" OFF)\nif(${condition})\n  set(WITH_TLS 1)\nendif()\n`);
  expect(await test("USE_SSL OR (WIN32 AND FOUND)")).toEqual(off);
  expect(await test("USE_SSL OR FOUND")).toEqual(both);
  expect(await test("NOT (NOT USE_SSL OR FOUND)")).toEqual(off);
  expect(await test('USE_SSL STREQUAL "auto"')).toEqual(both);
  expect(await of("if(WIN32)\n  set(WITH_TLS 1)\nendif()\n")).toEqual(off);
  expect(await of("if(UNIX)\nelse()\n  set(WITH_TLS 1)\nendif()\n")).toEqual(off);
  expect(await of('if(CMAKE_SYSTEM_NAME MATCHES "Darwin|FreeBSD")\n  set(WITH_TLS 1)\nendif()\n')).toEqual(off);
  expect(await of('if(CMAKE_C_COMPILER_ID STREQUAL "GNU")\n  set(WITH_TLS 1)\nendif()\n')).toEqual(both);
  expect(await of("if(NOT WIN32)\n  set(WITH_TLS 1)\nendif()\n")).toEqual(both);
});

test("what CMake finds only for an option that is off is not there, what it may put together is open", async () => {
  const template = { "config.h.in": "#cmakedefine HAVE_TLS\n" };
  const of = (text: string) => optional("HAVE_TLS", { ...template, "CMakeLists.txt": text });
  expect(await of('option(USE_SSL "" OFF)\nif(USE_SSL)\n  set(HAVE_TLS 1)\nendif()\n')).toEqual(off);
  expect(await of(`foreach(each TLS)\n  check(HAVE_$\{each})\nendforeach()\nif(HAVE_TLS)\nendif()\n`)).toEqual(both);
});

test("definitions that only users of a library get are not those of the library", async () => {
  const of = (text: string) => optional("ALONE", { "CMakeLists.txt": text });
  expect(await of("target_compile_definitions(a INTERFACE ALONE=1)\n")).toEqual(off);
  expect(await of("target_compile_definitions(a INTERFACE OTHER PRIVATE ALONE=1)\n")).toEqual(both);
});

test("a Makefile sets nothing behind a variable that nothing sets, or on another system", async () => {
  const of = (Makefile: string) => optional("WITH_TLS", { Makefile });
  const flag = "CFLAGS += -DWITH_TLS";
  expect(await of(`# Define USE_SSL for TLS.\nifdef USE_SSL\n${flag}\nendif\n`)).toEqual(off);
  expect(await of(`USE_SSL = 1\nifdef USE_SSL\n${flag}\nendif\n`)).toEqual(both);
  expect(await of(`ifdef USE_SSL\nelse\n${flag}\nendif\n`)).toEqual(both);
  expect(await of(`ifndef USE_SSL\n\telse\n${flag}\nendif\n`)).toEqual(off);
  expect(await of(`ifeq ($(shell uname),Darwin)\n${flag}\nendif\n`)).toEqual(off);
  expect(await of(`ifneq (,$(HOST))\n${flag}\nendif\n`)).toEqual(both);
  expect(await of(`ifneq ($(findstring MINGW,$(uname_S)),)\n${flag}\nendif\n`)).toEqual(off);
});

test("what a shell script or a configuration that is not followed sets stays open", async () => {
  const configure = "AC_DEFINE([WITH_TLS], [1])\n";
  expect(await optional("WITH_TLS", { "configure.ac": configure })).toEqual(both);
  expect(await optional("WITH_TLS", { "config.h.in": "#undef WITH_TLS\n" })).toEqual(off);
});

test("a configuration for Linux finds the headers of Linux", async () => {
  const on = ["main.c -> on.h"];
  const build = {
    "configure.ac": "AC_CHECK_HEADERS(sys/time.h lost.h)\n",
    "config.h.in": "#undef HAVE_SYS_TIME_H\n#undef HAVE_LOST_H\n",
  };
  expect(await optional("HAVE_SYS_TIME_H", build)).toEqual(on);
  expect(await optional("HAVE_LOST_H", build)).toEqual(off);
  expect(await optional("HAVE_LOST_H", { ...build, "lost.h.in": "" })).toEqual(both);
  expect(await optional("HAVE_WINSOCK_H", build)).toEqual(off);
});

test("a configuration finds the functions of glibc and no library that few machines have", async () => {
  const on = ["main.c -> on.h"];
  const names = ["HAVE_GETADDRINFO", "APP_HAVE_STRDUP", "HAVE_DBUS_DBUS_H", "HAVE_NCURSES_H", "HAVE_SOMETHING"];
  const build = { "config.h.in": names.map((name) => `#undef ${name}\n`).join("") };
  expect(await optional("HAVE_GETADDRINFO", build)).toEqual(on);
  expect(await optional("APP_HAVE_STRDUP", build)).toEqual(on);
  expect(await optional("HAVE_DBUS_DBUS_H", build)).toEqual(off);
  expect(await optional("HAVE_NCURSES_H", build)).toEqual(both);
  expect(await optional("HAVE_SOMETHING", build)).toEqual(both);
  expect(await optional("HAVE_GETADDRINFO", {})).toEqual(off);
});

test("where a configuration is not in the repository, it finds the same", async () => {
  const of = (name: string) =>
    from("main.c", { "on.h": "", "main.c": `#include "config.h"\n#ifdef ${name}\n#include "on.h"\n#endif\n` });
  expect(await of("HAVE_SENSORS_SENSORS_H")).toEqual([]);
  expect(await of("HAVE_SOMETHING")).toEqual(["main.c -> on.h"]);
});

test("an optional library that few machines have is not found by CMake", async () => {
  const of = (name: string) =>
    optional("WITH_TLS", { "CMakeLists.txt": `find_package(X)\nif(${name})\n  set(WITH_TLS 1)\nendif()\n` });
  expect(await of("LIBSSH2_FOUND")).toEqual(off);
  expect(await of("ZLIB_FOUND")).toEqual(both);
});

test("a build for Linux says so", async () => {
  expect(await optional("APP_LINUX", { Makefile: "CFLAGS += -DAPP_LINUX\n" })).toEqual(["main.c -> on.h"]);
});

test("definitions hold in the order of a unit, through what it includes", async () => {
  const tree = {
    "early.h": "",
    "late.h": "",
    "part.h": '#ifdef MODE\n#include "late.h"\n#else\n#include "early.h"\n#endif\n',
    "one.c": '#include "part.h"\n#define MODE\n',
    "two.c": '#define MODE\n#include "part.h"\n',
  };
  expect(await from("part.h", tree)).toEqual(["part.h -> early.h", "part.h -> late.h"]);
  expect(await from("part.h", { ...tree, "two.c": "" })).toEqual(["part.h -> early.h"]);
  expect(await from("part.h", { ...tree, "two.c": '#define MODE\n#undef MODE\n#include "part.h"\n' })).toEqual([
    "part.h -> early.h",
  ]);
});

test("values and macros with arguments decide conditions", async () => {
  const of = (head: string, test: string) =>
    from("main.c", { "on.h": "", "main.c": `${head}\n#if ${test}\n#include "on.h"\n#endif\n` });
  const on = ["main.c -> on.h"];
  expect(await of("#define A 2\n#define B (A * 3)", "B == 6 && B / 4 == 1 && (B & 2)")).toEqual(on);
  expect(await of("#define A 2\n#define B (A * 3)", "B > 6")).toEqual([]);
  expect(await of("#define AT(major, minor) (major > 4 || minor >= 2)", "AT(4, 2)")).toEqual(on);
  expect(await of("#define AT(major, minor) (major > 4 || minor >= 2)", "AT(4, 1)")).toEqual([]);
  expect(await of("#define USE_TLS 0\n#define ENABLED(x) (USE_##x)", "ENABLED(TLS)")).toEqual([]);
  expect(await of("", "__has_include(<stdio.h>) && !__has_include(<lost/lost.h>)")).toEqual(on);
  expect(await of("#define SELF SELF", "SELF")).toEqual([]);
});

test("a header that was read in doubt is read again for certain, and files that include each other end", async () => {
  const tree = {
    Makefile: "CFLAGS += -DMAYBE\n",
    "a.h": "#ifndef A_H\n#define A_H\n#define FROM_A\n#endif\n",
    "b.h": "",
    "loop.h": '#ifdef MAYBE\n#include "loop.h"\n#include "loop.h"\n#endif\n',
    "main.c":
      '#ifdef MAYBE\n#include "a.h"\n#endif\n#include "a.h"\n#ifndef FROM_A\n#include "b.h"\n#endif\n#include "loop.h"\n',
  };
  expect(await from("main.c", tree)).toEqual(["main.c -> a.h", "main.c -> loop.h"]);
});

test("what falls back on a value has the one of the build, which nobody knows", async () => {
  const tree = {
    "one.h": "",
    "main.c": '#ifndef LEVEL\n#define LEVEL 0\n#endif\n#if LEVEL > 0\n#include "one.h"\n#endif\n',
  };
  expect(await from("main.c", tree)).toEqual([]);
  expect(await from("main.c", { ...tree, Makefile: "CFLAGS += -DLEVEL=5\n" })).toEqual(["main.c -> one.h"]);
});

test("a source that another includes is read there, unless that is a test", async () => {
  const tree = {
    "base.h": "",
    "part.c": '#ifndef INSIDE\n#include "base.h"\n#endif\n',
    "all.c": '#define INSIDE\n#include "part.c"\n',
  };
  expect(await from("part.c", tree)).toEqual([]);
  const { "all.c": all, ...others } = tree;
  expect(await from("part.c", { ...others, "test/all_test.c": all.replace('"part.c"', '"../part.c"') })).toEqual([
    "part.c -> base.h",
  ]);
});

test("CMake decides of what it knows, whatever other builds may do", async () => {
  const build = {
    "CMakeLists.txt": 'option(USE_SSL "say #" OFF)\nif(USE_SSL)\n  add_definitions(-DWITH_TLS)\nendif()\n',
    "build.zig": 'addCMacro("WITH_TLS", "");\n',
  };
  expect(await optional("WITH_TLS", { ...build, Makefile: "CFLAGS += -DWITH_TLS\n" })).toEqual(off);
  const { "CMakeLists.txt": _, ...others } = build;
  expect(await optional("WITH_TLS", others)).toEqual(both);
});

test("a macro that names a file leads there", async () => {
  const tree = {
    "names.h": '#ifdef _WIN32\n#define IMPL "win.h"\n#else\n#define IMPL "unix.h"\n#endif\n',
    "win.h": "",
    "unix.h": "",
    "own.h": "",
    "main.c": '#include "names.h"\n#include IMPL\n#define OWN <own.h>\n#include OWN\n#include UNKNOWN\n',
  };
  expect(await from("main.c", tree)).toEqual(["main.c -> names.h", "main.c -> own.h", "main.c -> unix.h"]);
  expect(await reasons("main.c", tree)).toContain("UNKNOWN dynamic");
});

test("a build file may set the macro, or put the name of one together", async () => {
  const tree = { "own.h": "", "one.h": "", "main.c": '#include NAME\n#ifdef USE_ONE\n#include "one.h"\n#endif\n' };
  const Makefile = 'CFLAGS += -DNAME=\\"own.h\\" -DUSE_$(WHAT)\n';
  expect(await from("main.c", tree)).toEqual([]);
  expect(await from("main.c", { ...tree, Makefile })).toEqual(["main.c -> one.h", "main.c -> own.h"]);
});

test("files of any name can be included", async () => {
  const tree = {
    "list.def": "X(a)\n",
    "impl.c": "",
    "main.c": '#include "list.def"\n#include "impl.c"\n#import "list.def"\n',
  };
  expect(await from("main.c", tree)).toEqual(["main.c -> impl.c", "main.c -> list.def"]);
});

test("build files say which of several folders is meant", async () => {
  const of = (build: Tree) =>
    from("app/src/main.c", {
      ...build,
      "one/include/x/y.h": "",
      "two/include/x/y.h": "",
      "app/src/main.c": "#include <x/y.h>\n",
    });
  expect(await of({})).toEqual([]);
  const two = ["app/src/main.c -> two/include/x/y.h"];
  expect(await of({ "CMakeLists.txt": "include_directories(two/include)\n" })).toEqual(two);
  expect(
    await of({ "app/CMakeLists.txt": `target_include_directories(app PRIVATE $\{CMAKE_SOURCE_DIR}/two/include)\n` }),
  ).toEqual(two);
  expect(
    await of({
      "app/CMakeLists.txt": `include_directories($<BUILD_INTERFACE:$\{CMAKE_CURRENT_SOURCE_DIR}/../two/include>)\n`,
    }),
  ).toEqual(two);
  expect(await of({ Makefile: "DIR = two\nCFLAGS += -I$(DIR)/include\n" })).toEqual(two);
  expect(await of({ "configure.ac": "", "app/Makefile.am": "AM_CPPFLAGS = -I$(top_srcdir)/two/include\n" })).toEqual(
    two,
  );
  expect(await of({ "meson.build": "project('a')\ninc = include_directories('two/include')\n" })).toEqual(two);
});

test("compile commands of another machine are followed in their order", async () => {
  const commands = [
    { directory: "/home/x/p/build", file: "../src/main.c", command: "cc -I ../two -I../one -c ../src/main.c" },
  ];
  const tree = {
    "compile_commands.json": JSON.stringify(commands),
    "one/x.h": "",
    "two/x.h": "",
    "src/main.c": '#include "x.h"\n',
  };
  expect(await from("src/main.c", tree)).toEqual(["src/main.c -> two/x.h"]);
});

test("the nearest of several files counts, and two equally near ones none", async () => {
  const tree = {
    "a/include/util.h": "",
    "a/src/main.c": '#include "util.h"\n',
    "b/include/util.h": "",
    "c/main.c": '#include "util.h"\n',
  };
  expect(await arrowsOf(tree)).toEqual(["a/src/main.c -> a/include/util.h"]);
  expect(await reasons("c/main.c", tree)).toEqual(["util.h ambiguous"]);
});

test("headers of the system are the system's, unless their folder is surely searched", async () => {
  const tree = {
    "compat/regex.h": "",
    "src/main.c": "#include <regex.h>\n#include <sys/types.h>\n#include <zlib.h>\n",
  };
  expect(await reasons("src/main.c", tree)).toEqual([
    "regex.h standard-library",
    "sys/types.h standard-library",
    "zlib.h external",
  ]);
  const conditional = { ...tree, Makefile: "ifdef NO_REGEX\nCFLAGS += -Icompat\nendif\n" };
  expect(await from("src/main.c", conditional)).toEqual([]);
  expect(await from("src/main.c", { ...tree, Makefile: "CFLAGS += -Icompat\n" })).toEqual([
    "src/main.c -> compat/regex.h",
  ]);
});

test("headers that a build makes are generated, even beside one of another system", async () => {
  const tree = {
    "config.h.in": "#undef X\n",
    "win32/config.h": "",
    "proto/a.proto": "",
    "src/main.c": '#include "config.h"\n#include "proto/a.pb.h"\n#include "lost.h"\n',
  };
  expect(await reasons("src/main.c", tree)).toEqual([
    "config.h generated",
    "proto/a.pb.h generated",
    "lost.h not-found",
  ]);
});

test("a header for another system is not meant where a configuration writes one of its name", async () => {
  const tree = { "os400/app_config.h": "", "src/main.c": '#include "app_config.h"\n' };
  const of = (CMakeLists: string) => reasons("src/main.c", { ...tree, "CMakeLists.txt": CMakeLists });
  expect(await of("")).toEqual(["app_config.h resolved"]);
  expect(await of('configure_file("src/other.h.in"\n  "build/src/app_config.h")\n')).toEqual([
    "app_config.h generated",
  ]);
  const configured = { ...tree, "configure.ac": "AC_CONFIG_HEADERS([one.h src/app_config.h])\n" };
  expect(await reasons("src/main.c", configured)).toEqual(["app_config.h generated"]);
});

test("a header refers to the file that defines what it declares", async () => {
  const { edges } = await structureOf({
    "include/a.h": "int f(int x);\nint g(void);\n",
    "src/a.c": '#include "a.h"\nint f(int x) { return x; }\nint g(void) { return 1; }\n',
    "src/b.c": '#include "a.h"\nstatic int g(void) { return f(2); }\n',
  });
  const references = edges.filter(({ kind }) => kind === "reference");
  expect(references.map(({ from: header, to, names }) => `${header} ~> ${to} ${names}`)).toEqual([
    "include/a.h ~> src/a.c f,g",
  ]);
});

test("a function that several files define refers to none", async () => {
  const tree = {
    "a.h": "int f(void);\n",
    "x.c": '#include "a.h"\nint f(void) {}\n',
    "y.c": '#include "a.h"\nint f(void) {}\n',
  };
  expect((await arrowsOf(tree)).filter((arrow) => arrow.includes("~>"))).toEqual([]);
});

test("a header whose functions are spread over many files refers to none but its own", async () => {
  const names = [..."abcdefgh"];
  const tree = {
    "all.h": names.map((name) => `int ${name}1(void);\nint ${name}2(void);\n`).join(""),
    ...Object.fromEntries(
      names.map((name) => [`${name}.c`, `#include "all.h"\nint ${name}1(void) {}\nint ${name}2(void) {}\n`]),
    ),
  };
  const of = async (added: Tree) => (await arrowsOf({ ...tree, ...added })).filter((arrow) => arrow.includes("~>"));
  expect(await of({})).toEqual([]);
  expect(await of({ "all.c": '#include "all.h"\nint all(void) {}\nint a1(void);\n' })).toEqual([]);
  expect(
    await of({ "all.h": `${tree["all.h"]}int all(void);\n`, "all.c": '#include "all.h"\nint all(void) {}\n' }),
  ).toEqual(["all.h ~> all.c"]);
});

test("prototypes with their parameters in a macro are functions", async () => {
  const { outlines, edges } = await structureOf({
    "z.h":
      "typedef void *(*pick) OF((void *opaque, int size));\n/* ZEXTERN int ZEXPORT init OF((int a)); */\n/* Names it. */\nZEXTERN const char * ZEXPORT version OF((void));\nZEXTERN int ZEXPORT\ndeflate OF((struct s *strm, int flush));\nint plain(int a);\n",
    "z.c": '#include "z.h"\nint deflate OF((struct s *, int));\nint deflate(struct s *strm, int flush) { return 1; }\n',
  });
  const symbols = outlines.find(({ path }) => path === "z.h")?.symbols ?? [];
  expect(symbols.map(({ kind, name, parameters }) => `${kind} ${name} ${parameters}`)).toEqual([
    "type pick ",
    "function version ",
    "function deflate strm,flush",
    "function plain a",
  ]);
  expect(edges.find(({ kind }) => kind === "reference")).toMatchObject({ from: "z.h", to: "z.c", names: ["deflate"] });
});

test("edges and symbols name what they use, through other headers too", async () => {
  const { edges, outlines } = await structureOf({
    "a.h": '#include "b.h"\n#define LIMIT 3\n',
    "b.h": "struct point { int x; };\nint bee(void);\n",
    "main.c":
      '#include "a.h"\n/* bee() LIMIT */\nint run(struct point *p) { return p->x + bee() + LIMIT; }\nint idle(void) { return 0; }\n',
  });
  expect(edges.find(({ from: file }) => file === "main.c")?.names).toEqual(["LIMIT"]);
  const symbols = outlines.find(({ path }) => path === "main.c")?.symbols ?? [];
  expect(symbols.map(({ name, uses }) => [name, uses])).toEqual([
    ["run", ["LIMIT", "bee", "point"]],
    ["idle", []],
  ]);
});

test("an outline of C", async () => {
  const { outlines } = await structureOf({
    "a.h": `/* Points and lines. */

#ifndef A_H
#define A_H
#define SQUARE(x) ((x) * (x))
/** A point. More. */
typedef struct point { int x, y; void (*moved)(int); } point_t;
enum color { RED, BLUE = 2 };
#ifdef __cplusplus
extern "C" {
#endif
extern const int limit;
char *name(const char *of, int (*pick)(int));
static inline int twice(int x) { return 2 * x; }
#ifdef __cplusplus
}
#endif
#endif
`,
  });
  const outline = outlines[0];
  expect(outline?.doc).toBe("Points and lines.");
  expect(outline?.symbols.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    "function SQUARE",
    "class point_t",
    "enum color",
    "constant limit",
    "function name",
    "function twice",
  ]);
  const point = outline?.symbols[1];
  expect(point?.doc).toBe("A point.");
  expect(point?.members.map(({ name, kind }) => `${kind} ${name}`)).toEqual(["field x", "field moved"]);
  expect(outline?.symbols[4]?.parameters).toEqual(["of", "pick"]);
});

test("deep nesting and endless conditions end", async () => {
  const { outlines } = await structureOf({
    "a.c": `#if ${"(".repeat(3000)}1\n#include "b.h"\n#endif\n${"#if X\n".repeat(3000)}`,
    "b.c": `${"{".repeat(20_000)}`,
    "__proto__.h": "#define constructor 1\n",
    "c.c": '#include "__proto__.h"\nint x = constructor;\n',
  });
  expect(outlines.find(({ path }) => path === "c.c")?.imports[0]?.resolved).toBe("__proto__.h");
  expect(outlines.every(({ problem }) => problem === null || !problem.startsWith("could not"))).toBe(true);
});

test("the edge from a header to what implements it tells the lines of the declarations", async () => {
  const { edges } = await structureOf({
    "a.h": "int one(\n  int a);\nint two(void);\n",
    "a.c": '#include "a.h"\nint one(int a) { return a; }\nint two(void) { return 2; }\n',
    "b.hpp": "class B {\n public:\n  int size() const;\n};\n",
    "b.cpp": '#include "b.hpp"\nint B::size() const { return 1; }\n',
  });
  const lines = new Map(edges.filter(({ kind }) => kind === "reference").map((edge) => [edge.from, edge.lines]));
  expect(lines.get("a.h")).toEqual([
    { start: 1, end: 2 },
    { start: 3, end: 3 },
  ]);
  expect(lines.get("b.hpp")).toEqual([{ start: 3, end: 3 }]);
});
