import { Review, ReviewInput, VerdictSummary } from "#lib/curation/index.ts";
import { submitReview, verdictSummary } from "#lib/curation/server.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ params: ById, reply: VerdictSummary }, ({ actor, params }) =>
  verdictSummary(actor, params.id),
);

export const POST = route({ params: ById, body: ReviewInput, reply: Review, status: 201 }, ({ actor, params, body }) =>
  submitReview(actor, params.id, body),
);
