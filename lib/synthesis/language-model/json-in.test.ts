import { expect, test } from "vitest";
import { jsonObjectsIn } from "./json-in.ts";

test.each([
  ['{"a": 1}', [{ a: 1 }]],
  ['Here you are:\n```json\n{"a": {"b": "}"}}\n```\nAnything else?', [{ a: { b: "}" } }]],
  ['<think>Maybe {"a": 2}?</think>{"a": 1}', [{ a: 1 }]],
  ['In {braces} it is {"a": "\\"{"} and {"b": 2}', [{ a: '"{' }, { b: 2 }]],
  ['First { opens. Then:\n{"a": 1}', [{ a: 1 }]],
  ['{"a": 1,}\n{"a": 2}', [{ a: 2 }]],
])("%j", (reply, expected) => expect(jsonObjectsIn(reply)).toEqual(expected));

test.each([
  ["I would rather not.", /no JSON object/],
  ['{"a": [1, 2,]}', /cannot be read/],
  ["{'a': 1}", /cannot be read/],
  ['{"a": [{"b": 1}, {"b"', /ends before/],
  ["{".repeat(100_000), /no JSON object/],
  ['{"a":'.repeat(60_000), /ends before/],
])("%.30j has none", (reply, problem) => expect(() => jsonObjectsIn(reply)).toThrow(problem));
