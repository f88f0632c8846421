import { z } from "zod";

/** Ids are ours: letters, digits and a few marks. Anything else cannot name anything and never reaches the database. */
const id = z.string().regex(/^[\w.:@-]{1,200}$/, "is no id of Retrace's");
const index = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number from 0")
  .transform(Number);

/** `[id]` in a path. */
export const ById = z.object({ id });

/** `[id]` and `[index]` in a path. */
export const ByIdAndIndex = z.object({ id, index });

/** `?path=` of a file in a repository. */
export const ByPath = z.object({
  path: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes("\0"), "must not hold the character U+0000"),
});

/** `?from=&to=`: a range of steps, `to` exclusive. */
export const StepRange = z
  .object({ from: index, to: index })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be greater than from" })
  .refine(({ from, to }) => to - from <= 200, { path: ["to"], message: "must be at most 200 after from" });
