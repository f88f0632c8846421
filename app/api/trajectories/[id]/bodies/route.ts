import { z } from "zod";
import { ById, StepRange } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { StepBody } from "#lib/trajectory/index.ts";
import { stepBodies } from "#lib/trajectory/server.ts";

export const GET = route({ params: ById, query: StepRange, reply: z.array(StepBody) }, ({ actor, params, query }) =>
  stepBodies(actor, params.id, query.from, query.to),
);
