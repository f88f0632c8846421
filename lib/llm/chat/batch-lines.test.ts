import { expect, test } from "vitest";
import { CallFailure } from "../call-failure.ts";
import type { ChatRequest } from "../port.ts";
import { batchFile, batchResults } from "./batch-lines.ts";
import { ALL_TAKEN } from "./taken.ts";

const request: ChatRequest = {
  system: "Be brief.",
  user: "Hello\nthere",
  temperature: 0.7,
  topP: 0.9,
  maxOutputTokens: 50,
  seed: null,
  sample: "0",
};
const completion = (content: string) => ({
  choices: [{ message: { content }, finish_reason: "stop" }],
  usage: { prompt_tokens: 5, completion_tokens: 2 },
});
const line = (customId: string, response: object | null, error: object | null = null) =>
  JSON.stringify({ id: "batch_req_1", custom_id: customId, response, error });

test("a file has one request a line, and its bytes follow from the requests alone", () => {
  const items = [
    { customId: "b", request },
    { customId: "a", request: { ...request, json: "object" as const } },
  ];
  const file = batchFile({ model: "m" }, items, ALL_TAKEN);
  expect(file).toBe(batchFile({ model: "m" }, structuredClone(items), ALL_TAKEN));
  const lines = file
    .trimEnd()
    .split("\n")
    .map((each) => JSON.parse(each));
  expect(lines.map(({ custom_id, method, url }) => [custom_id, method, url])).toEqual([
    ["b", "POST", "/v1/chat/completions"],
    ["a", "POST", "/v1/chat/completions"],
  ]);
  expect(lines[0].body).toEqual({
    model: "m",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello\nthere" },
    ],
    temperature: 0.7,
    top_p: 0.9,
    max_tokens: 50,
  });
  expect(lines[1].body.response_format).toEqual({ type: "json_object" });
  expect(batchFile({ model: "m" }, items, { ...ALL_TAKEN, json: "text" })).not.toContain("response_format");
});

test.each([
  ["no request", [], "at least one"],
  ["one id twice", ["a", "a"], 'the custom id "a"'],
  ["an empty id", [""], 'the custom id ""'],
  ["too many", Array.from({ length: 50_001 }, (_, index) => `r${index}`), "submit 50001 as several"],
] as const)("%s is refused before anything is sent", (_, ids, message) => {
  const items = ids.map((customId) => ({ customId, request }));
  expect(() => batchFile({ model: "m" }, items, ALL_TAKEN)).toThrow(message);
});

test("each line is a reply or a failure of its own, in whatever order", () => {
  const output = [
    line("filtered", {
      status_code: 200,
      body: { choices: [{ message: { content: "" }, finish_reason: "content_filter" }] },
    }),
    line("good", { status_code: 200, body: completion("Hi.") }),
  ].join("\n");
  const errors = [
    line("busy", { status_code: 429, body: { error: { message: "slow down" } } }),
    line("long", { status_code: 400, body: { error: { message: "too long", param: "messages" } } }),
    line("late", null, { code: "batch_expired", message: "The window ended." }),
    line("odd", null, { code: "unheard_of" }),
  ].join("\n");
  const results = batchResults([`${output}\n`, errors], "the batch");
  expect(results.get("good")).toMatchObject({ text: "Hi.", usage: { inputTokens: 5, outputTokens: 2 } });
  const kinds = ["filtered", "busy", "long", "late", "odd"].map((id) => {
    const result = results.get(id);
    return result instanceof CallFailure ? [result.kind, result.mayPass] : result;
  });
  expect(kinds).toEqual([
    ["refused", false],
    ["rate-limit", true],
    ["refused", false],
    ["overload", true],
    ["server", true],
  ]);
  expect(results.get("long")).toHaveProperty(
    "message",
    expect.stringContaining("request long, answered 400: too long (parameter messages)"),
  );
});

test.each([
  [
    "a line that is cut off",
    `${line("a", { status_code: 200, body: completion("x") })}\n{"custom_id":"b","resp`,
    "malformed",
  ],
  ["a line of another shape", '{"id":"x"}', "malformed"],
] as const)("%s refuses the whole file", (_, text, kind) => {
  expect(() => batchResults([text], "the batch")).toThrow(expect.objectContaining({ kind }));
});

test("of a request that is answered twice no answer is taken; the others are", () => {
  const answered = (id: string, text: string) => line(id, { status_code: 200, body: completion(text) });
  const text = [answered("a", "one"), answered("b", "good"), answered("a", "two"), answered("a", "three")].join("\n");
  const results = batchResults([text], "the batch");
  expect(results.get("a")).toMatchObject({ kind: "wrong", mayBeBilled: true });
  expect(results.get("b")).toMatchObject({ text: "good" });
});
