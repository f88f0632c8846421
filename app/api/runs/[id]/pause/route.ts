import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { RunHead } from "#lib/runs/index.ts";
import { pauseRun } from "#lib/runs/server.ts";

export const POST = route({ params: ById, reply: RunHead }, ({ actor, params }) => pauseRun(actor, params.id));
