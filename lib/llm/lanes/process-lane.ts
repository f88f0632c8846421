import { type Lane, type LaneOptions, type LaneState, lane } from "./lane.ts";

const lanes = new Map<string, Lane>();

/**
 * The lane of an endpoint and model in this process, by its name: all jobs share its limit, its pauses and its circuit. The
 * options of whoever comes first hold.
 */
export function processLane(options: LaneOptions): Lane {
  const known = lanes.get(options.name);
  if (known) return known;
  const made = lane(options);
  lanes.set(options.name, made);
  return made;
}

/** Every lane of this process, for screens and logs. */
export function processLanes(): LaneState[] {
  return [...lanes.values()].map((each) => each.state());
}
