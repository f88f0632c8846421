import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packChatReply, packRequest, packScore, unpackChatReply, unpackRequest, unpackScore } from "./reply-body.ts";

const usage = { inputTokens: 9, outputTokens: null, cachedTokens: 0, wallMs: 12.25, retries: 1, waitedMs: 3.5 };

test("scores come back bit for bit, the sign of zero and denormals with them", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ max: 0, noNaN: true })), (logprobs) => {
      const score = { ends: logprobs.map((_, index) => index + 1), logprobs: [-0, 0, -5e-324, ...logprobs], usage };
      const back = unpackScore(packScore(score));
      expect(back.logprobs.every((each, index) => Object.is(each, score.logprobs[index]))).toBe(true);
      expect(back).toEqual(score);
    }),
  );
});

test("a reply and a request come back with every character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const odd = `${text}\u0000\ud800`;
      expect(unpackChatReply(packChatReply({ text: odd, finish: "stop", usage }))).toEqual({
        text: odd,
        finish: "stop",
        usage,
      });
      const request = {
        system: odd,
        user: text,
        temperature: 0.8,
        topP: 1,
        maxOutputTokens: 5,
        seed: null,
        sample: "0",
      };
      expect(unpackRequest(packRequest(request))).toEqual(request);
      const structured = { ...request, json: { type: "object", properties: { [text]: { type: "string" } } } };
      expect(unpackRequest(packRequest(structured))).toEqual(structured);
    }),
  );
});

test("a usage that tells no waiting tells none afterwards", () => {
  const { waitedMs: _, ...plain } = usage;
  expect(unpackChatReply(packChatReply({ text: "", finish: "other", usage: plain })).usage).toEqual(plain);
});

test("a broken body is an error that says what to do", () => {
  expect(() => unpackScore(new Uint8Array([1, 2, 3]))).toThrow(/cannot be read/);
  expect(() => unpackScore(new Uint8Array(deflateSync("{}")))).toThrow();
});
