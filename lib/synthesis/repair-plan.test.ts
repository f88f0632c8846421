import { beforeAll, expect, test } from "vitest";
import { designBy, type SampleProject, SHOP, sampleProject } from "./fixture.ts";
import { repairPlan } from "./repair-plan.ts";
import type { Plan, PlanEntry, Requirement } from "./schema.ts";
import { renderPlan, renderRequirements } from "./simulate-main.ts";
import { structuralAuthor } from "./structural/structural-author.ts";
import { validatePlan } from "./validate-plan.ts";

let shop: SampleProject;
let design: { plan: Plan; requirements: Requirement[] };

beforeAll(async () => {
  shop = await sampleProject(SHOP, "shop");
  design = await designBy(structuralAuthor(1), shop);
});

test("a plan that fits the graph has no problem and is not touched", () => {
  const { plan, audit } = repairPlan(design.plan, shop.structure, design.requirements);
  expect(plan).toBe(design.plan);
  expect(audit).toEqual([]);
});

test.each([
  ["unknown-path", change({ path: "src/nowhere.ts" })],
  ["wrong-order", change({ order: 99 })],
  ["no-such-edge", change({ dependsOn: ["src/main.ts"] })],
  ["no-such-export", change({ exports: [{ name: "Warehouse", signature: "class Warehouse" }] })],
  ["no-such-requirement", change({ requirements: ["R99"] })],
  ["missing", (plan: Plan) => ({ entries: plan.entries.filter((entry) => entry.path !== "src/basket.ts") })],
  ["duplicate", (plan: Plan) => ({ entries: [...plan.entries, ...plan.entries.slice(-1)] })],
] as const)("%s is found, and repaired once with a note", (kind, spoil) => {
  const broken = spoil(design.plan);
  expect(validatePlan(broken, shop.structure, design.requirements).map((problem) => problem.kind)).toContain(kind);
  const { plan, audit } = repairPlan(broken, shop.structure, design.requirements);
  expect(validatePlan(plan, shop.structure, design.requirements)).toEqual([]);
  expect(audit.length).toBeGreaterThan(0);
  expect(audit.every((event) => event.kind === "repaired-plan" && event.agent === "main")).toBe(true);
});

test("what the model wrote is kept where it was right", () => {
  const broken = change({ purpose: "My own words.", requirements: ["R1", "R99"] })(design.plan);
  const { plan } = repairPlan(broken, shop.structure, design.requirements);
  expect(plan.entries.find((entry) => entry.path === "src/basket.ts")).toMatchObject({
    purpose: "My own words.",
    requirements: ["R1"],
  });
});

test("a plan of nothing real is refused", () => {
  expect(() => repairPlan({ entries: [] }, shop.structure, design.requirements)).toThrow(
    /names no file.*larger author model/,
  );
});

test("requirements and plan are texts that differ from run to run in nothing", () => {
  const first = renderRequirements(design.requirements).split("\n")[0];
  expect(first).toMatch(/^R1 \(functional\) .+ \[evidence: .+\]$/);
  expect(JSON.parse(renderPlan(design.plan))).toEqual(design.plan);
});

function change(to: Partial<PlanEntry>): (plan: Plan) => Plan {
  return (plan) => ({
    entries: plan.entries.map((entry) => (entry.path === "src/basket.ts" ? { ...entry, ...to } : entry)),
  });
}
