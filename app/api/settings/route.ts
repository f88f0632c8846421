import { route } from "#lib/http/route.ts";
import { Settings } from "#lib/runs/index.ts";
import { describeSettings } from "#lib/runs/server.ts";

export const GET = route({ reply: Settings }, ({ actor }) => describeSettings(actor));
