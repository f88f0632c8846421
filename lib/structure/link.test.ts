import { expect, test } from "vitest";
import { toFiles } from "./fixture.ts";
import type { FileFacts } from "./languages/port.ts";
import type { Family } from "./languages/registry.ts";
import { linkAll } from "./link.ts";
import { createRepository } from "./repository.ts";

test("a family that cannot be linked costs its own files and no others", async () => {
  const facts: FileFacts = { path: "b.py", doc: "", symbols: [], imports: [], testCases: [], edges: [] };
  const broken = familyWith(async () => {
    throw new RangeError("Maximum call stack size exceeded");
  });
  const drafts = (path: string) => [{ path, role: "source" as const, draft: {} }];
  const found = await linkAll(
    new Map([
      [broken, drafts("a.ts")],
      [familyWith(async () => [facts]), drafts("b.py")],
    ]),
    createRepository(toFiles({ "a.ts": "", "b.py": "" })),
  );
  expect([...found.facts]).toEqual([["b.py", facts]]);
  expect([...found.problems]).toEqual([["a.ts", "names could not be resolved: Maximum call stack size exceeded"]]);
});

function familyWith(link: () => Promise<FileFacts[]>): Pick<Family, "load"> {
  return { load: async () => ({ version: 1, grammar: () => "", read: () => null, link }) };
}
