import { SpendSeries } from "#lib/calls/index.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { getSpendSeries } from "#lib/runs/server.ts";

export const GET = route({ params: ById, reply: SpendSeries }, ({ actor, params }) => getSpendSeries(actor, params.id));
