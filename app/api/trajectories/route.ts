import { z } from "zod";
import { route } from "#lib/http/route.ts";
import { Trajectory } from "#lib/trajectory/index.ts";
import { listTrajectories } from "#lib/trajectory/server.ts";

export const GET = route({ reply: z.array(Trajectory) }, ({ actor }) => listTrajectories(actor));
