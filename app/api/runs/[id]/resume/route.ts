import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { RunHead } from "#lib/runs/index.ts";
import { resumeRun } from "#lib/runs/server.ts";

export const POST = route({ params: ById, reply: RunHead }, ({ actor, params }) => resumeRun(actor, params.id));
