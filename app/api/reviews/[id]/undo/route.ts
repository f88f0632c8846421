import { Review } from "#lib/curation/index.ts";
import { undoReview } from "#lib/curation/server.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const POST = route({ params: ById, reply: Review }, ({ actor, params }) => undoReview(actor, params.id));
