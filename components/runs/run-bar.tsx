"use client";

import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { useNow } from "#components/shell/use-now.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { formatAgo, formatClock, formatDuration } from "#components/ui/format.ts";
import { Tag } from "#components/ui/tag.tsx";
import { useToasts } from "#components/ui/toast.tsx";
import type { LiveState } from "#lib/client/event-stream.ts";
import { useCancelRun, usePauseRun, useResumeRun } from "#lib/client/runs.ts";
import type { RunDetail, RunHead } from "#lib/runs/index.ts";
import { remainingMs, runFacts } from "./rows.ts";
import { isUnderWay } from "./run-list.tsx";
import { RunTag } from "./run-tag.tsx";
import { budgetReached } from "./spend-rows.ts";

/** What runs with which models, how long it still takes, and how to stop it. */
export function RunBar({ detail, live }: { readonly detail: RunDetail; readonly live: LiveState }) {
  const { run } = detail;
  return (
    <ContextBar
      crumbs={[{ label: "Runs", href: "/runs", narrowOnly: true }, { label: run.name }]}
      actions={<Actions run={run} />}
    >
      <RunTag run={run} />
      {run.config.scorer === "builtin" && (
        <span className="max-wide:hidden">
          <Tag tone="dashed" title="Its numbers come from a statistical model without training.">
            built-in model, not a language model
          </Tag>
        </span>
      )}
      {live === "lost" && isUnderWay(run) && (
        <Tag tone="warn" title="The stream of changes is broken. The page asks again by itself, every few seconds.">
          not live
        </Tag>
      )}
      <Times detail={detail} />
      {runFacts(detail).map(({ name, value, title }) => (
        <span key={name} className="max-wide:hidden">
          <Fact name={name} {...(title === undefined ? {} : { title })}>
            {value}
          </Fact>
        </span>
      ))}
    </ContextBar>
  );
}

function Times({ detail: { run, files } }: { readonly detail: RunDetail }) {
  const now = useNow(1000);
  if (now === null) return null;
  const left = remainingMs(run, files, now);
  if (run.state === "running" && run.startedAt !== null) {
    return (
      <span>
        started {formatClock(run.startedAt).slice(0, 5)}
        {left !== null && (
          <>
            , about <b>{formatDuration(Math.max(left, 1000))}</b> left
          </>
        )}
      </span>
    );
  }
  if (run.startedAt !== null && run.finishedAt !== null) {
    return (
      <span>
        took <b>{formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}</b>,{" "}
        {formatAgo(run.finishedAt, now)}
      </span>
    );
  }
  return <span>added {formatAgo(run.createdAt, now)}</span>;
}

function Actions({ run }: { readonly run: RunHead }) {
  const [asking, setAsking] = useState(false);
  const { show } = useToasts();
  const pause = usePauseRun();
  const resume = useResumeRun();
  const cancel = useCancelRun();
  const canPause = run.state === "running" || run.state === "queued";
  // Under the same budget it would pause again at once: the notice below raises it first.
  const canResume = (run.state === "paused" && budgetReached(run) === null) || run.state === "failed";

  function failed(error: Error) {
    show({ message: error.message });
  }
  function pauseRun() {
    pause.mutate(run.id, {
      onError: failed,
      onSuccess: () => show({ message: `${run.name} is paused.`, undo: resumeRun }),
    });
  }
  function resumeRun() {
    resume.mutate(run.id, { onError: failed });
  }

  function toggle() {
    if (pause.isPending || resume.isPending) return;
    if (canPause) pauseRun();
    else if (canResume) resumeRun();
  }

  useHotkeys("Run", [{ keys: "p", label: "Pause or resume the run", run: toggle }]);

  return (
    <>
      {run.trajectoryId !== null && (
        <Link className="btn" data-size="sm" href={`/trajectories/${run.trajectoryId}`}>
          {run.state === "running" ? "Watch it grow" : "Trajectory"}
        </Link>
      )}
      {run.snapshotId !== null && (
        <Link className="btn" data-size="sm" href={`/snapshots/${run.snapshotId}/graph`}>
          Graph
        </Link>
      )}
      {canPause && (
        <Button size="sm" keys="p" icon={<Pause aria-hidden="true" />} disabled={pause.isPending} onClick={pauseRun}>
          {pause.isPending ? "Pausing" : "Pause"}
        </Button>
      )}
      {canResume && (
        <Button size="sm" keys="p" icon={<Play aria-hidden="true" />} disabled={resume.isPending} onClick={resumeRun}>
          {resume.isPending ? "Resuming" : "Resume"}
        </Button>
      )}
      {(canPause || run.state === "paused") && (
        <Button size="sm" variant="quiet" onClick={() => setAsking(true)}>
          Cancel…
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel the run of ${run.name}?`}
        confirm="Cancel the run"
        keep="Keep it"
        pending={cancel.isPending}
        onConfirm={() => cancel.mutate(run.id, { onError: failed, onSettled: () => setAsking(false) })}
      >
        {run.files.done} of {run.files.total} files are written. They stay to be read, but a cancelled run cannot go on.
        Pause keeps the way back.
      </ConfirmDialog>
    </>
  );
}
