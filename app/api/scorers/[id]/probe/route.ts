import { z } from "zod";
import { route } from "#lib/http/route.ts";
import { ProbeReport } from "#lib/runs/index.ts";
import { ProbedScorer, probeNow } from "#lib/runs/server.ts";

const ByScorer = z.object({ id: ProbedScorer });

export const POST = route({ params: ByScorer, reply: ProbeReport }, ({ actor, params }) => probeNow(actor, params.id));
