import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { FlatText } from "#lib/trajectory/index.ts";
import { flatText } from "#lib/trajectory/server.ts";

export const GET = route({ params: ById, reply: FlatText }, ({ actor, params }) => flatText(actor, params.id));
