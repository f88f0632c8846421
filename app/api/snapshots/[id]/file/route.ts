import { ById, ByPath } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { SnapshotFileBody } from "#lib/sources/index.ts";
import { getFile } from "#lib/sources/server.ts";

export const GET = route({ params: ById, query: ByPath, reply: SnapshotFileBody }, ({ actor, params, query }) =>
  getFile(actor, params.id, query.path),
);
