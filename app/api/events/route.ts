import { eventStream } from "#lib/http/event-stream.ts";
import { route } from "#lib/http/route.ts";
import { watchRuns } from "#lib/runs/server.ts";

export const GET = route({}, async ({ actor, request }) =>
  eventStream(request, async function* (signal) {
    for await (const each of watchRuns(actor, signal)) yield { id: each.id, data: each.signal };
  }),
);
