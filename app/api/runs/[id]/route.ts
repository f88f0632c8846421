import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { RunDetail } from "#lib/runs/index.ts";
import { getRun } from "#lib/runs/server.ts";

export const GET = route({ params: ById, reply: RunDetail }, ({ actor, params }) => getRun(actor, params.id));
