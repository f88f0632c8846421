import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { EstimateInput, SnapshotEstimate } from "#lib/runs/index.ts";
import { estimateSnapshot } from "#lib/runs/server.ts";

/** A question, not a change; the config is too large for an address. */
export const POST = route({ params: ById, body: EstimateInput, reply: SnapshotEstimate }, ({ actor, params, body }) =>
  estimateSnapshot(actor, params.id, body),
);
