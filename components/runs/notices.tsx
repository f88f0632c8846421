"use client";

import { Hourglass, Pause, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useNow } from "#components/shell/use-now.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { RunDetail } from "#lib/runs/index.ts";
import { BudgetDialog } from "./budget-dialog.tsx";
import { batchInWords, budgetReached, searchOff, waitingForModel } from "./spend-rows.ts";

/** What stands in the way of the run, or changes what its numbers mean, above everything else. */
export function Notices({ detail }: { readonly detail: RunDetail }) {
  return (
    <>
      <PausedByBudget detail={detail} />
      <Waiting detail={detail} />
      <AwaitingBatch detail={detail} />
      <SearchOff detail={detail} />
    </>
  );
}

function PausedByBudget({ detail: { run, spending } }: { readonly detail: RunDetail }) {
  const [changing, setChanging] = useState(false);
  const reason = budgetReached(run);
  if (reason === null) return null;
  return (
    <Notice
      icon={<Pause className="ico text-warn" aria-hidden="true" />}
      title="Paused by its budget"
      action={
        <Button size="sm" variant="main" onClick={() => setChanging(true)}>
          Raise the budget and resume
        </Button>
      }
    >
      {reason}
      {changing && <BudgetDialog run={run} spending={spending} resume onClose={() => setChanging(false)} />}
    </Notice>
  );
}

function Waiting({ detail }: { readonly detail: RunDetail }) {
  const now = useNow(5000);
  const cause = now === null ? null : waitingForModel(detail, now);
  if (cause === null) return null;
  return (
    <Notice icon={<Hourglass className="ico text-warn" aria-hidden="true" />} title="Waiting for a model">
      <p>{cause}</p>
      <p>It is asked again every 15 seconds; nothing that was answered is asked again.</p>
    </Notice>
  );
}

function AwaitingBatch({ detail: { run, batch } }: { readonly detail: RunDetail }) {
  if (batch === null || run.state !== "running") return null;
  return (
    <Notice
      tone="quiet"
      icon={<Hourglass className="ico text-text-3" aria-hidden="true" />}
      title="Waiting for a batch"
    >
      {batchInWords(batch)} Batches take minutes to hours; what needs no answer goes on meanwhile.
    </Notice>
  );
}

function SearchOff({ detail: { run, probe } }: { readonly detail: RunDetail }) {
  const failed = searchOff(probe);
  if (failed === null || probe === null) return null;
  return (
    <Notice
      icon={<TriangleAlert className="ico text-warn" aria-hidden="true" />}
      title="Search is off"
      action={
        <ButtonLink size="sm" variant="quiet" href="/settings">
          Probe again in settings
        </ButtonLink>
      }
    >
      <span className="mono">{probe.modelId}</span> cannot be used as a scorer, so thoughts stay as first written and
      nothing is measured{run.state === "done" ? "; a new run searches once the cause is gone" : ""}.
      <ul>
        {failed.map(({ name, finding, remedy }) => (
          <li key={name}>
            <b className="font-name">{name}</b>: {finding.replace(/\.$/u, "")}.{remedy !== null && ` ${remedy}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
