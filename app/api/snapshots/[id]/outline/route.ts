import { ById, ByPath } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { getOutline } from "#lib/sources/server.ts";
import { Outline } from "#lib/structure/index.ts";

export const GET = route({ params: ById, query: ByPath, reply: Outline }, ({ actor, params, query }) =>
  getOutline(actor, params.id, query.path),
);
