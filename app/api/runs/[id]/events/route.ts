import { eventStream, lastEventId } from "#lib/http/event-stream.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { getRun, watchRun } from "#lib/runs/server.ts";

export const GET = route({ params: ById }, async ({ actor, params, request }) => {
  // Asked first: once a stream has begun, a missing run could no longer be told as a 404.
  await getRun(actor, params.id);
  return eventStream(request, async function* (signal) {
    for await (const each of watchRun(actor, params.id, lastEventId(request), signal)) {
      yield { id: each.id, data: each.signal };
    }
  });
});
