import { beforeAll, expect, test } from "vitest";
import { designBy, type SampleProject, sampleProject, taskFor } from "../fixture.ts";
import type { Plan } from "../schema.ts";
import { simulateFile } from "../simulate-file.ts";
import { validatePlan } from "../validate-plan.ts";
import { factsOf } from "./facts.ts";
import { structuralAuthor } from "./structural-author.ts";

const FILES: Readonly<Record<string, string>> = {
  "c/store.h":
    "#ifndef STORE_H\n#define STORE_H\nint store_put(int key, const char *value);\nint store_size(int);\n#endif\n",
  "c/store.c":
    '#include "store.h"\nstatic int count;\nint store_put(int key, const char *value) { return count += key; }\nint store_size(int which) { return count; }\n',
  "java/src/main/java/shop/Basket.java":
    "package shop;\n\nimport java.util.ArrayList;\nimport java.util.List;\n\npublic final class Basket {\n  private final List<String> lines = new ArrayList<>();\n  public Basket() {}\n  public int total() { return lines.size(); }\n}\n",
  "java/src/test/java/shop/BasketTest.java":
    "package shop;\n\nimport org.junit.Test;\n\npublic class BasketTest {\n  @Test public void emptyBasketCostsNothing() { new Basket().total(); }\n  @Test public void removeRootDoesNotUnlink() { new Basket().total(); }\n}\n",
  "web/site.css": "body { margin: 0 }\n.button { color: red }\n",
  "web/build.sh": "#!/bin/sh\ntar cf site.tar .\n",
  "php/src/Total.php":
    "<?php\nnamespace Shop;\n\nuse Psr\\Log\\LoggerInterface;\n\nclass Total {\n  private $sum;\n  public function __construct(LoggerInterface $log) {}\n  public function add(int $cents): ?string { return null; }\n}\n",
};

let project: SampleProject;
let plan: Plan;
const thoughts = new Map<string, string>();

beforeAll(async () => {
  project = await sampleProject(FILES, "polyglot");
  const author = structuralAuthor(1, 4);
  const design = await designBy(author, project);
  plan = design.plan;
  for (const path of project.structure.order) {
    const task = taskFor(project, path, design);
    const { steps, audit } = await simulateFile(
      author,
      task,
      { maxReads: 4, sha256: (each) => each },
      AbortSignal.timeout(60_000),
    );
    const thinks = steps.filter((step) => step.kind === "think");
    expect(thinks.flatMap((step) => step.ungrounded)).toEqual([]);
    expect(audit).toEqual([]);
    thoughts.set(path, thinks.map((step) => step.text).join("\n\n"));
  }
  expect(validatePlan(plan, project.structure, design.requirements)).toEqual([]);
}, 60_000);

const librariesOf = (path: string) =>
  factsOf(taskFor(project, path, { plan, requirements: [] })).libraries.map(({ specifier, names }) => [
    specifier,
    names,
  ]);
const entryOf = (path: string) => plan.entries.find((entry) => entry.path === path);

test("a header declares and relies on no implementation; the implementation answers to its header", () => {
  expect(entryOf("c/store.h")).toMatchObject({ purpose: "Declare `store_put` and `store_size`.", dependsOn: [] });
  expect(entryOf("c/store.c")).toMatchObject({
    purpose: "Implement what `store.h` declares.",
    dependsOn: ["c/store.h"],
  });
  expect(thoughts.get("c/store.h")).toMatch(/`store\.c`/);
  expect(thoughts.get("c/store.h")).not.toMatch(/cycle|need each other|difficulty/);
  expect(thoughts.get("c/store.c")).toMatch(/declare/);
  expect(thoughts.get("c/store.c")).not.toMatch(/import|export/);
});

test("a test class is spoken of by its cases, which nobody has to be offered", () => {
  const path = "java/src/test/java/shop/BasketTest.java";
  expect(entryOf(path)).toMatchObject({ purpose: "Test `Basket.java` with two cases.", exports: [] });
  expect(thoughts.get(path)).toContain("remove root does not unlink");
  expect(thoughts.get(path)).not.toMatch(/to remove root|`removeRootDoesNotUnlink`/);
});

test("a package is said once, and constructors and private fields are left aside", () => {
  const thought = thoughts.get("java/src/main/java/shop/Basket.java") ?? "";
  expect(librariesOf("java/src/main/java/shop/Basket.java")).toEqual([["java.util", ["ArrayList", "List"]]]);
  expect(thought).toContain("class `Basket` with `total`");
  expect(librariesOf("php/src/Total.php")).toEqual([["Psr\\Log", ["LoggerInterface"]]]);
  expect(thoughts.get("php/src/Total.php")).toContain("class `Total` with `add`");
});

test("style sheets and scripts export nothing and are said to do what they do", () => {
  expect(entryOf("web/site.css")).toMatchObject({ purpose: "Set the look of `body` and `.button`.", exports: [] });
  expect(thoughts.get("web/site.css")).toContain("rules");
  expect(entryOf("web/build.sh")).toMatchObject({ purpose: "Run the steps of a script in `web`.", exports: [] });
  expect(thoughts.get("web/build.sh")).toContain("commands");
});
