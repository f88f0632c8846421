import { Check, ChevronLeft, ChevronRight, TriangleAlert } from "lucide-react";
import { GainText } from "#components/marks/gain.tsx";
import { scorerWords } from "#components/rewrites/candidate-words.ts";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { ButtonLink, IconButton } from "#components/ui/button.tsx";
import { formatCount, formatHash, plural } from "#components/ui/format.ts";
import type { WorkbenchData } from "./use-workbench.ts";

/** Where one is, and the figures of the trajectory. */
export function TrajectoryBar({
  data,
  trajectories,
  onMove,
  graphHref,
}: {
  readonly data: WorkbenchData;
  readonly trajectories: readonly string[];
  readonly onMove: (direction: 1 | -1) => void;
  readonly graphHref: string;
}) {
  const { trajectory } = data;
  const { stats, fidelity } = trajectory;
  // Figures of the whole are counted when it is complete; until then what is there is counted.
  const isGrowing = trajectory.state === "growing";
  const steps = isGrowing ? data.headers.length : stats.steps;
  const at = trajectories.indexOf(trajectory.id);
  return (
    <ContextBar
      crumbs={[{ label: "Trajectories", href: "/trajectories" }, { label: trajectory.repository.name }]}
      actions={
        <>
          {trajectories.length > 1 && at !== -1 && (
            <span className="flex items-center gap-1">
              <IconButton label="Previous trajectory (K)" size="sm" disabled={at === 0} onClick={() => onMove(-1)}>
                <ChevronLeft aria-hidden="true" />
              </IconButton>
              <span className="whitespace-nowrap text-12 text-text-3">
                {at + 1} of {trajectories.length}
              </span>
              <IconButton
                label="Next trajectory (J)"
                size="sm"
                disabled={at === trajectories.length - 1}
                onClick={() => onMove(1)}
              >
                <ChevronRight aria-hidden="true" />
              </IconButton>
            </span>
          )}
          <ButtonLink size="sm" href={graphHref}>
            Graph
          </ButtonLink>
        </>
      }
    >
      {trajectory.repository.commit !== null && (
        <span className="mono max-wide:hidden">{formatHash(trajectory.repository.commit)}</span>
      )}
      {trajectory.state === "growing" && (
        <span className="flex items-center gap-1">
          <i className="live" aria-hidden="true" />
          growing
        </span>
      )}
      <span>
        <b>{formatCount(steps)}</b> {steps === 1 ? "step" : "steps"}
      </span>
      {!isGrowing && (
        <span className="max-wide:hidden" title={`${formatCount(stats.trainedCharacters)} of them trained`}>
          <b>{formatCount(stats.characters)}</b> characters
        </span>
      )}
      {stats.meanGain !== null && (
        <span
          title={`Mean over ${plural(stats.scoredThinks, "scored thought")}; placebo ${stats.meanPlaceboGain === null ? "not measured" : stats.meanPlaceboGain.toFixed(3)}`}
        >
          gain <GainText value={stats.meanGain} /> {stats.unit ?? "nats"}
        </span>
      )}
      <Fidelity ok={fidelity?.ok ?? null} files={fidelity?.files ?? 0} problems={fidelity?.problems.length ?? 0} />
      <Fact name="scorer" title={trajectory.scorer ?? "no scorer"}>
        {scorerWords(trajectory.scorer)}
      </Fact>
      <span className="max-wide:hidden">
        author <b>{trajectory.author}</b>
      </span>
    </ContextBar>
  );
}

function Fidelity({
  ok,
  files,
  problems,
}: {
  readonly ok: boolean | null;
  readonly files: number;
  readonly problems: number;
}) {
  if (ok === null) return <span title="Checked when the trajectory is complete">fidelity not checked yet</span>;
  return (
    <span
      className="flex items-center gap-1"
      title={ok ? "All writes put together give the snapshot byte for byte" : `${problems} files differ`}
    >
      {ok ? (
        <Check className="ico text-accept" aria-hidden="true" />
      ) : (
        <TriangleAlert className="ico text-reject" aria-hidden="true" />
      )}
      fidelity{" "}
      <b>
        {files - problems}/{files}
      </b>
    </span>
  );
}
