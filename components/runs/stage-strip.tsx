import { Check, Minus, Pause, TriangleAlert, X } from "lucide-react";
import { formatCount } from "#components/ui/format.ts";
import { Meter } from "#components/ui/meter.tsx";
import type { Stage } from "./stage-rows.ts";

/** The stages in order: how much of each is done. */
export function StageStrip({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <ol className="stage-strip" aria-label="Stages">
      {stages.map((stage) => (
        <li key={stage.id} data-state={stage.state} aria-current={stage.state === "running" ? "step" : undefined}>
          <div className="flex items-center gap-1.5">
            <StageIcon state={stage.state} />
            <span className="text-12 font-name">{stage.name}</span>
          </div>
          <div className="mono text-12">
            {stage.total === null ? (
              <span className="text-text-3">{stage.state === "off" ? "off" : "\u00a0"}</span>
            ) : (
              <>
                {formatCount(stage.done)}
                <span className="text-text-3"> / {formatCount(stage.total)}</span>
              </>
            )}
          </div>
          <Meter
            value={stage.done ?? (stage.state === "done" ? 1 : 0)}
            total={stage.total ?? 1}
            label={stage.name}
            {...(stage.state === "done" ? { tone: "accept" } : {})}
          />
          <div className="truncate text-11 text-text-3">{stage.note === "" ? "\u00a0" : stage.note}</div>
        </li>
      ))}
    </ol>
  );
}

function StageIcon({ state }: { readonly state: Stage["state"] }) {
  switch (state) {
    case "done":
      return <Check className="ico text-accept" role="img" aria-label="done" />;
    case "running":
      return <i className="live" role="img" aria-label="working" />;
    case "paused":
      return <Pause className="ico text-text-3" role="img" aria-label="paused" />;
    case "failed":
      return <X className="ico text-reject" role="img" aria-label="failed" />;
    case "stopped":
      return <TriangleAlert className="ico text-warn" role="img" aria-label="stopped" />;
    case "off":
      return <Minus className="ico text-text-3" role="img" aria-label="off" />;
    case "waiting":
      return <i className="idle-dot" role="img" aria-label="waiting" />;
  }
}
