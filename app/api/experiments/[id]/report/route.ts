import { ExperimentReport } from "#lib/experiments/index.ts";
import { experimentReport } from "#lib/experiments/server.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ params: ById, reply: ExperimentReport }, ({ actor, params }) =>
  experimentReport(actor, params.id),
);
