import { z } from "zod";
import { route } from "#lib/http/route.ts";
import { RunHead, StartRunInput } from "#lib/runs/index.ts";
import { listRuns, requestRun } from "#lib/runs/server.ts";

export const GET = route({ reply: z.array(RunHead) }, ({ actor }) => listRuns(actor));

export const POST = route({ body: StartRunInput, reply: RunHead, status: 201 }, ({ actor, body }) =>
  requestRun(actor, body),
);
