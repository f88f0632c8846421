import { Check, Pause, X } from "lucide-react";
import { Tag, type TagTone } from "#components/ui/tag.tsx";
import type { RunHead, RunState } from "#lib/runs/index.ts";

const TONES: Readonly<Record<RunState, TagTone>> = {
  queued: "dashed",
  running: "neutral",
  paused: "neutral",
  done: "accept",
  failed: "reject",
  cancelled: "neutral",
};

/** How a run stands. */
export function RunTag({ run }: { readonly run: Pick<RunHead, "state"> }) {
  return (
    <Tag tone={TONES[run.state]} icon={iconOf(run.state)}>
      {run.state}
    </Tag>
  );
}

function iconOf(state: RunState) {
  switch (state) {
    case "running":
      return <i className="live" />;
    case "done":
      return <Check aria-hidden="true" />;
    case "failed":
      return <X aria-hidden="true" />;
    case "paused":
      return <Pause aria-hidden="true" />;
    default:
      return null;
  }
}
