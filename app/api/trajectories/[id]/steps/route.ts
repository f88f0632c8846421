import { z } from "zod";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { StepHeader } from "#lib/trajectory/index.ts";
import { stepHeaders } from "#lib/trajectory/server.ts";

export const GET = route({ params: ById, reply: z.array(StepHeader) }, ({ actor, params }) =>
  stepHeaders(actor, params.id),
);
