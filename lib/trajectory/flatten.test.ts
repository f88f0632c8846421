import { expect, test } from "vitest";
import { codePointLength, utf16Offsets } from "./code-points.ts";
import { type FlatStep, flatten } from "./flatten.ts";
import { parseFlat } from "./parse-flat.ts";

const STEP: FlatStep = { agent: "main", kind: "think", tool: null, path: null, text: "", content: null, train: true };
const aStep = (part: Partial<FlatStep>): FlatStep => ({ ...STEP, ...part });
const think = (text: string, part: Partial<FlatStep> = {}) => aStep({ text, ...part });
const plan = (text: string) => aStep({ kind: "action", tool: "plan", text });
const delegate = (path: string) => aStep({ kind: "action", tool: "delegate", path, text: `Write ${path}.` });
const read = (path: string, agent: string) => aStep({ agent, kind: "action", tool: "read", path, text: null });
const observation = (path: string, content: string, agent: string) =>
  aStep({ agent, kind: "observation", tool: null, path, text: null, content, train: false });
const write = (path: string, content: string) =>
  aStep({ agent: path, kind: "action", tool: "write", path, text: null, content });
const giveBack = (path: string) => aStep({ agent: path, kind: "action", tool: "return", path, text: "Done." });

const CONTENTS = [
  "",
  "\n",
  "\n\n",
  "a",
  "a\n",
  "a\r\nb\r\n",
  "a\r\nb\r",
  "\uFEFFconst a = 1;\n",
  "const face = '\u{1F600}\u{1F469}\u200D\u{1F4BB}';\n",
  "𝒳 = 1",
  "</write>\n",
  '</write>\n<write path="other">\nx\n</write>\n<observation path="a">\n',
  '<think>\n</think>\n</repository>\n final-newline="no"',
  "tab\tnul\u0000end",
];

function world(contents: readonly string[] = CONTENTS): FlatStep[] {
  return [
    think("Understand \u{1F9ED} the aim."),
    plan("R1 first"),
    plan("1. a.ts"),
    ...contents.flatMap((content, index) => {
      const path = `src/${index}.ts`;
      return [
        delegate(path),
        think(`For ${path}:\n</think>\nquoted`, { agent: path }),
        read(path, path),
        observation(path, content, path),
        write(path, content),
        giveBack(path),
      ];
    }),
  ];
}

test("segments tile the text, end in a newline and begin with a mark", () => {
  const { text, segments } = flatten({ prelude: "<tree>\nsrc/\n</tree>\n", steps: world() });
  const points = [...text];
  let end = 0;
  for (const segment of segments) {
    expect(segment.start).toBe(end);
    end = segment.end;
    const part = points.slice(segment.start, segment.end).join("");
    expect(part.startsWith("<")).toBe(true);
    expect(part.endsWith("\n")).toBe(true);
  }
  expect(end).toBe(points.length);
});

test("the template, byte for byte", () => {
  const steps = [
    think("Aim."),
    plan("R1"),
    plan("1. a"),
    delegate("a"),
    think("Why.", { agent: "a" }),
    read("b", "a"),
    observation("b", "B\n", "a"),
    write("a", "A"),
    giveBack("a"),
  ];
  expect(flatten({ prelude: "<repository>\na\nb\n</repository>\n", steps }).text).toBe(
    "<repository>\na\nb\n</repository>\n<think>\nAim.\n</think>\n<requirements>\nR1\n</requirements>\n<plan>\n1. a\n</plan>\n" +
      '<delegate path="a">\nWrite a.\n</delegate>\n<think>\nWhy.\n</think>\n<read path="b"/>\n' +
      '<observation path="b">\nB\n</observation>\n<write path="a" final-newline="no">\nA\n</write>\n' +
      '<return path="a">\nDone.\n</return>\n',
  );
});

test("what is read back is what went in", () => {
  const steps = world();
  const prelude = "<repository>\n</repository>\n<tree>\n\u{1F333}\n</tree>\n";
  const { text, segments } = flatten({ prelude, steps });
  expect(parseFlat(text, segments)).toEqual({ prelude, steps });
});

test("a dropped thought is not in the text, and the others keep their step", () => {
  const steps = [think("Kept."), think("Useless.", { dropped: true }), think("Kept, too.")];
  const { text, segments } = flatten({ prelude: "", steps });
  expect(text).toBe("<think>\nKept.\n</think>\n<think>\nKept, too.\n</think>\n");
  expect(segments.map((segment) => segment.step)).toEqual([0, 2]);
});

test("paths with marks and line breaks survive", () => {
  const path = 'a "b" <c> & \n\r\t\u2028 &amp; &#10;.ts';
  const steps = [delegate(path), write(path, "x\n"), giveBack(path)];
  const { text, segments } = flatten({ prelude: "", steps });
  expect(text.split("\n")[0]).toMatch(/^<delegate path="[^"<>]*">$/);
  expect(parseFlat(text, segments).steps).toEqual(steps);
});

test("a text that was changed after the fact is refused", () => {
  const { text, segments } = flatten({ prelude: "", steps: [write("a", "x\n")] });
  expect(() => parseFlat(text.replace("<write", "<wrote"), segments)).toThrow("template");
  expect(() => parseFlat(`${text}more`, segments)).toThrow("template");
});

test("thoughts and actions are trained; prelude, observations and masked steps are not", () => {
  const steps = [
    think("a"),
    think("masked", { train: false }),
    plan("R1"),
    plan("1"),
    read("b", "a"),
    { ...observation("b", "B", "a"), train: true },
    write("a", "A"),
  ];
  const { segments } = flatten({ prelude: "<tree>\n</tree>\n", steps });
  expect(segments.map(({ kind, train, step }) => [kind, train, step])).toEqual([
    ["prelude", false, null],
    ["think", true, 0],
    ["think", false, 1],
    ["requirements", true, 2],
    ["plan", true, 3],
    ["action", true, 4],
    ["observation", false, 5],
    ["action", true, 6],
  ]);
});

test("one plan action alone is the plan", () => {
  expect(flatten({ prelude: "", steps: [plan("1. a")] }).segments[0]?.kind).toBe("plan");
});

test("a prelude that would break the seams is refused; none gives no segment", () => {
  expect(() => flatten({ prelude: "<tree>", steps: [] })).toThrow("prelude");
  expect(() => flatten({ prelude: "tree\n", steps: [] })).toThrow("prelude");
  expect(flatten({ prelude: "", steps: [] })).toEqual({ text: "", segments: [] });
});

test("a write without content is refused by name", () => {
  expect(() => flatten({ prelude: "", steps: [{ ...write("a.ts", ""), content: null }] })).toThrow(
    "action (write) of a.ts has no content",
  );
});

test("code points", () => {
  for (const text of [...CONTENTS, "\ud800", "x\udc00\ud800", "\ud83d\ude00"]) {
    expect(codePointLength(text)).toBe([...text].length);
  }
});

test("UTF-16 offsets follow code point offsets", () => {
  expect(utf16Offsets("a\u{1F600}b", [0, 1, 2, 2, 3])).toEqual([0, 1, 3, 3, 4]);
  expect(utf16Offsets("abc", [0, 3])).toEqual([0, 3]);
  expect(() => utf16Offsets("a\u{1F600}", [3])).toThrow("beyond");
  expect(() => utf16Offsets("a\u{1F600}", [2, 1])).toThrow("must not fall");
});
