"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { QueryError } from "#components/shell/query-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { ClientError } from "#lib/client/http.ts";
import { useStartRun } from "#lib/client/runs.ts";
import { settings as settingsQuery } from "#lib/client/settings.ts";
import type { Settings } from "#lib/runs/index.ts";
import type { SnapshotHead } from "#lib/sources/index.ts";
import { checkDraft, type Draft, emptyDraft, fieldOf, type Problems, type SourceKind } from "./draft.ts";
import { EstimateLine, EstimatePanel } from "./estimate-panel.tsx";
import { RunOptions } from "./run-options.tsx";
import { SourceFields } from "./source-fields.tsx";

/** Imports code and starts a run over it, or starts a run over a snapshot that is there. */
export function ImportDialog({
  kind,
  snapshot,
  onKind,
  onClose,
}: {
  readonly kind: SourceKind;
  readonly snapshot: SnapshotHead | null;
  readonly onKind: (kind: SourceKind) => void;
  readonly onClose: () => void;
}) {
  const settings = useQuery(settingsQuery());
  const title = snapshot ? `Start a run over ${snapshot.name}` : "Import a repository";
  const description = snapshot
    ? "The snapshot is kept as it is; the run writes a new trajectory of it."
    : "The code is copied as it is now and never executed. A run over it starts at once.";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={description} width={640}>
      {settings.isError ? (
        <QueryError what="The settings" error={settings.error} onRetry={() => settings.refetch()} />
      ) : settings.data ? (
        <ImportForm kind={kind} snapshot={snapshot} settings={settings.data} onKind={onKind} onClose={onClose} />
      ) : (
        <LoadingRows label="the settings" rows={4} />
      )}
    </Dialog>
  );
}

function ImportForm({
  kind,
  snapshot,
  settings,
  onKind,
  onClose,
}: Parameters<typeof ImportDialog>[0] & { readonly settings: Settings }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const start = useStartRun();
  const [typed, setTyped] = useState<Draft>(() => emptyDraft(settings.defaults, kind, snapshot?.id ?? null));
  const [problems, setProblems] = useState<Problems>({});
  const draft = { ...typed, kind };
  const refused = start.error ? refusalOf(start.error) : { problems: {}, rest: null };

  // The dialog opens before there is a field to focus.
  useEffect(() => form.current?.querySelector<HTMLElement>("input.input:not(:disabled)")?.focus(), []);

  function change(next: Partial<Draft>) {
    setTyped({ ...typed, ...next });
    setProblems({});
    start.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkDraft(draft);
    if (!checked.ok) {
      setProblems(checked.problems);
      return;
    }
    start.mutate(checked.input, { onSuccess: (run) => router.push(`/runs/${run.id}`) });
  }

  const shown = { ...refused.problems, ...problems };
  return (
    <form ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {snapshot === null && (
        <SourceFields
          draft={draft}
          policy={settings.policy}
          limits={settings.limits}
          problems={shown}
          onKind={(next) => {
            setProblems({});
            start.reset();
            onKind(next);
          }}
          onChange={change}
        />
      )}
      <details className="options" open={snapshot !== null || hasOptionProblem(shown)}>
        <summary>
          Run options
          <span className="text-text-3">
            {draft.author} author, {draft.scorer} scorer, K {draft.candidates}, R {draft.passes}, {draft.mode}
          </span>
        </summary>
        <RunOptions settings={settings} draft={draft} problems={shown} onChange={change} />
        <EstimatePanel draft={draft} />
      </details>
      {refused.rest !== null && (
        <ErrorState title="The run did not start" detail={refused.rest} remedy="Nothing was imported." />
      )}
      <div className="dialog-actions">
        <EstimateLine draft={draft} />
        <span className="grow" />
        <Button size="lg" onClick={onClose}>
          Close
        </Button>
        <Button size="lg" variant="main" type="submit" disabled={start.isPending}>
          {start.isPending ? "Starting" : snapshot ? "Start the run" : "Import and run"}
        </Button>
      </div>
    </form>
  );
}

const OPTION_FIELDS = ["author", "scorer", "candidates", "passes", "mode", "maxReads", "authorWindow", "usd", "tokens"];
const FORM_FIELDS = [...OPTION_FIELDS, "path", "address", "commit", "subPath", "archive"];

function hasOptionProblem(problems: Problems): boolean {
  return OPTION_FIELDS.some((field) => problems[field] !== undefined);
}

/** A refusal's parts: what belongs to a field of the form, and what has no field there. */
function refusalOf(error: Error): { problems: Problems; rest: string | null } {
  const fields = error instanceof ClientError ? error.fields : [];
  const known = fields.map(({ field, message }) => [fieldOf(field), message] as const);
  const problems = Object.fromEntries(known.filter(([field]) => FORM_FIELDS.includes(field)));
  return { problems, rest: Object.keys(problems).length === 0 ? error.message : null };
}
