import { Experiment } from "#lib/experiments/index.ts";
import { readExperiment } from "#lib/experiments/server.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ params: ById, reply: Experiment }, ({ actor, params }) => readExperiment(actor, params.id));
