import { z } from "zod";
import { Plan, Requirement } from "#lib/synthesis/index.ts";

/** What the main agent wrote, as the files' agents are given it. */
export const Design = z.strictObject({ requirements: z.array(Requirement), plan: Plan });
export type Design = z.infer<typeof Design>;
