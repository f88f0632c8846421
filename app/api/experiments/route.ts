import { z } from "zod";
import { Experiment, ExperimentSpec } from "#lib/experiments/index.ts";
import { listExperiments, startExperiment } from "#lib/experiments/server.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ reply: z.array(Experiment) }, ({ actor }) => listExperiments(actor));

export const POST = route({ body: ExperimentSpec, reply: Experiment, status: 201 }, ({ actor, body }) =>
  startExperiment(actor, body),
);
