import { expect, test } from "vitest";
import { readJson } from "./body.ts";

function ask(body: BodyInit | null, type = "application/json"): Request {
  return new Request("http://localhost/", { method: "POST", body, headers: { "content-type": type } });
}

test("JSON is read whatever its charset parameter says", async () => {
  expect(await readJson(ask('{"a":"é"}', "application/json; charset=utf-8"))).toEqual({ a: "é" });
});

test.each<[string, Request]>([
  ["a form", ask("a=1", "application/x-www-form-urlencoded")],
  ["half a value", ask('{"a":')],
  ["nothing", ask(null)],
  ["a deep U+0000", ask('{"a":[{"b":"x\\u0000"}]}')],
  ["bytes that are no UTF-8", ask(new Uint8Array([0x22, 0xff, 0x22]))],
])("%s is refused by name", async (_what, request) => {
  await expect(readJson(request)).rejects.toMatchObject({ code: "invalid", fields: [{ field: "body" }] });
});

test("a long body is refused while it is read, whatever its length header says", async () => {
  const request = ask(JSON.stringify("x".repeat(100)));
  await expect(readJson(request, 50)).rejects.toMatchObject({ code: "too-large" });
});
