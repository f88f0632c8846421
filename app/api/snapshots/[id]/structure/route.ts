import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { getStructure } from "#lib/sources/server.ts";
import { StructureGraph } from "#lib/structure/index.ts";

export const GET = route({ params: ById, reply: StructureGraph }, ({ actor, params }) =>
  getStructure(actor, params.id),
);
