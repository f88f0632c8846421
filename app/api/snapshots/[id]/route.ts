import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { SnapshotHead } from "#lib/sources/index.ts";
import { getSnapshot } from "#lib/sources/server.ts";

export const GET = route({ params: ById, reply: SnapshotHead }, ({ actor, params }) => getSnapshot(actor, params.id));
