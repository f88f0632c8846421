import { expect, test } from "vitest";
import { readSessionCookie, writeSessionCookie } from "./cookie.ts";

test.each([
  [null, null],
  ["", null],
  ["other=1", null],
  ["retrace_session=abc", "abc"],
  ["a=1; retrace_session=a=b ; c=2", "a=b"],
  ["not_retrace_session=abc", null],
  ["retrace_session=", null],
])("%j holds %j", (header, token) => {
  expect(readSessionCookie(header)).toBe(token);
});

test("scripts cannot read the cookie and other sites cannot send it", () => {
  expect(writeSessionCookie("t", 2500)).toBe("retrace_session=t; Path=/; Max-Age=2; HttpOnly; SameSite=Strict");
});
