import { z } from "zod";

/** Body of every error reply: RFC 9457 problem details, with our code and the wrong fields. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum([
    "invalid",
    "unauthenticated",
    "forbidden",
    "not-found",
    "conflict",
    "too-large",
    "upstream",
    "internal",
  ]),
  detail: z.string(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })),
});
export type Problem = z.infer<typeof Problem>;
