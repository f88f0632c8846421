import { z } from "zod";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { PlacedAuditEvent } from "#lib/trajectory/index.ts";
import { auditEvents } from "#lib/trajectory/server.ts";

const Audit = z.strictObject({ events: z.array(PlacedAuditEvent) });

export const GET = route({ params: ById, reply: Audit }, async ({ actor, params }) => ({
  events: await auditEvents(actor, params.id),
}));
