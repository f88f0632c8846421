import { z } from "zod";

/** One thing the project must do or be, with the files that show it. */
export const Requirement = z.strictObject({
  id: z.string().regex(/^R\d+$/),
  kind: z.enum(["functional", "non-functional"]),
  text: z.string().min(1),
  evidence: z.array(z.string()).min(1),
});
export type Requirement = z.infer<typeof Requirement>;

/** What the plan says of one file. Validated against the real tree and graph. */
export const PlanEntry = z.strictObject({
  path: z.string(),
  order: z.int().nonnegative(),
  purpose: z.string().min(1),
  dependsOn: z.array(z.string()),
  exports: z.array(z.strictObject({ name: z.string(), signature: z.string() })),
  requirements: z.array(z.string()),
  notes: z.string(),
});
export type PlanEntry = z.infer<typeof PlanEntry>;

export const Plan = z.strictObject({ entries: z.array(PlanEntry) });
export type Plan = z.infer<typeof Plan>;
