import { formatTime } from "#components/ui/format.ts";
import type { LaneReading } from "#lib/runs/index.ts";

/** Whether calls go out: a closed circuit lets them, an open one refuses at once until its next try. */
export function circuitInWords({ circuit }: Pick<LaneReading, "circuit">): string {
  switch (circuit.kind) {
    case "closed":
      return "closed: calls go out";
    case "open":
      return `open: refused at once, tried again in ${formatTime(circuit.triesInMs)}`;
    case "trial":
      return "on trial: one call decides";
  }
}
