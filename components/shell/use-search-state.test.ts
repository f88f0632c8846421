import { expect, test } from "vitest";
import { changeSearch } from "./use-search-state.ts";

test("a change sets, repeats and removes", () => {
  const search = new URLSearchParams("verdict=open&sort=gain");
  expect(changeSearch(search, { verdict: ["open", "reject"] })).toBe("sort=gain&verdict=open&verdict=reject");
  expect(changeSearch(search, { sort: null })).toBe("verdict=open");
  expect(changeSearch(search, { at: "t_1" })).toBe("verdict=open&sort=gain&at=t_1");
  expect(search.toString()).toBe("verdict=open&sort=gain");
});
