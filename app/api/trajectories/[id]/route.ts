import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { Trajectory } from "#lib/trajectory/index.ts";
import { getTrajectory } from "#lib/trajectory/server.ts";

export const GET = route({ params: ById, reply: Trajectory }, ({ actor, params }) => getTrajectory(actor, params.id));
