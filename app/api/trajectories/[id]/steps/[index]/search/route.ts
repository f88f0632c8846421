import { ByIdAndIndex } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { StepSearch } from "#lib/trajectory/index.ts";
import { stepSearch } from "#lib/trajectory/server.ts";

export const GET = route({ params: ByIdAndIndex, reply: StepSearch }, ({ actor, params }) =>
  stepSearch(actor, params.id, params.index),
);
