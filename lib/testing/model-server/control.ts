import { z } from "zod";
import { Fault } from "./faults.ts";
import { type Answer, NOT_FOUND, ok } from "./heard.ts";
import { metricsOf } from "./metrics.ts";
import type { World } from "./world.ts";

const FaultsBody = z.strictObject({ faults: z.array(Fault) });
const CapacityBody = z.strictObject({
  latencyMs: z.number().nonnegative().optional(),
  slots: z.int().positive().optional(),
  mostWaiting: z.int().nonnegative().optional(),
});
export type Capacity = Readonly<z.infer<typeof CapacityBody>>;

/** /_control/…: how another process sets faults and reads what happened. Never counted, never faulty. */
export function control(world: World, method: string, url: URL, text: string): Answer {
  switch (`${method} ${url.pathname.slice("/_control/".length)}`) {
    case "GET metrics": {
      const ms = (name: string) => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : null);
      const [fromMs, toMs] = [ms("fromMs"), ms("toMs")];
      const window = { ...(fromMs === null ? {} : { fromMs }), ...(toMs === null ? {} : { toMs }) };
      return ok(metricsOf(world.ledger, world.slots, window));
    }
    case "GET calls":
      return ok({ nowMs: performance.now() - world.startedAt, calls: world.ledger.calls });
    case "GET heard":
      return ok(world.heard);
    case "POST faults": {
      const body = FaultsBody.safeParse(parsed(text));
      if (!body.success) return invalid(body.error);
      world.faults.set(body.data.faults);
      return ok({ faults: body.data.faults });
    }
    case "POST capacity": {
      const body = CapacityBody.safeParse(parsed(text));
      if (!body.success) return invalid(body.error);
      setCapacity(world, body.data);
      return ok(body.data);
    }
    case "POST reset":
      resetWorld(world);
      return ok({});
    case "POST flush-cache":
      world.cache.clear();
      return ok({});
    default:
      return NOT_FOUND;
  }
}

/** Changes what is given. */
export function setCapacity(world: World, { latencyMs, slots, mostWaiting }: Capacity): void {
  if (latencyMs !== undefined) world.capacity.latencyMs = latencyMs;
  if (mostWaiting !== undefined) world.capacity.mostWaiting = mostWaiting;
  if (slots !== undefined) world.slots.resize(slots);
}

/** Forgets what was heard, counted and cached; faults stay. */
export function resetWorld(world: World): void {
  world.ledger.reset();
  world.cache.clear();
  world.heard.length = 0;
  world.paths.clear();
  world.keys.clear();
  world.slots.peakInUse = world.slots.inUseNow;
  world.slots.peakWaiting = world.slots.waitingNow;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function invalid(error: z.ZodError): Answer {
  return { status: 400, json: { error: { message: z.prettifyError(error) } } };
}
