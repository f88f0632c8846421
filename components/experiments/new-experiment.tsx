"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { BudgetFields } from "#components/runs/budget-fields.tsx";
import { asksEndpoints } from "#components/runs/spend-rows.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { plural } from "#components/ui/format.ts";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useStartExperiment } from "#lib/client/experiments.ts";
import { repositoryList } from "#lib/client/repositories.ts";
import { settings as settingsQuery } from "#lib/client/settings.ts";
import { LEAST_REPOSITORIES } from "#lib/experiments/index.ts";
import type { Settings } from "#lib/runs/index.ts";
import type { RepositoryRow, SnapshotHead } from "#lib/sources/index.ts";
import { checkExperiment, type ExperimentDraft, emptyExperiment, OFFERED_ARMS, runsOf } from "./experiment-draft.ts";

/** Compares configs over repositories that are imported already. */
export function NewExperiment({ onClose }: { readonly onClose: () => void }) {
  const settings = useQuery(settingsQuery());
  const repositories = useQuery(repositoryList());
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New experiment"
      description="Runs the same repositories under several arms and compares them. Runs that are there already are used as they are."
      width={640}
    >
      {settings.isError ? (
        <QueryError what="The settings" error={settings.error} onRetry={() => settings.refetch()} />
      ) : repositories.isError ? (
        <QueryError what="The repositories" error={repositories.error} onRetry={() => repositories.refetch()} />
      ) : settings.data && repositories.data ? (
        <ExperimentForm settings={settings.data} snapshots={snapshotsOf(repositories.data)} onClose={onClose} />
      ) : (
        <LoadingRows label="the repositories" rows={4} />
      )}
    </Dialog>
  );
}

function snapshotsOf(repositories: readonly RepositoryRow[]): SnapshotHead[] {
  return repositories.flatMap(({ snapshot }) => snapshot ?? []);
}

function ExperimentForm({
  settings,
  snapshots,
  onClose,
}: {
  readonly settings: Settings;
  readonly snapshots: readonly SnapshotHead[];
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const start = useStartExperiment();
  const [draft, setDraft] = useState<ExperimentDraft>(() => emptyExperiment(settings.defaults));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});

  function change(next: Partial<ExperimentDraft>) {
    setDraft({ ...draft, ...next });
    setProblems({});
    start.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkExperiment(draft);
    if (!checked.ok) {
      setProblems(checked.problems);
      return;
    }
    start.mutate(checked.spec, { onSuccess: ({ id }) => router.push(`/experiments/${id}`) });
  }

  if (snapshots.length === 0) {
    return <EmptyState>Nothing is imported yet. Import the repositories first; they are chosen here.</EmptyState>;
  }
  const runs = runsOf(draft);
  return (
    <form className="grid gap-4" onSubmit={submit} noValidate>
      <TextField
        label="Name"
        mono
        value={draft.name}
        problem={problems.name}
        hint="Small letters, digits and hyphens."
        onChange={(event) => change({ name: event.target.value })}
      />
      <Repositories snapshots={snapshots} draft={draft} problem={problems.sources} onChange={change} />
      <fieldset className="choices">
        <legend>Arms</legend>
        {OFFERED_ARMS.map(({ name, note }) => (
          <Checkbox
            key={name}
            checked={draft.arms.has(name)}
            onChange={(chosen) => change({ arms: toggled(draft.arms, name, chosen) })}
          >
            <span className="mono">{name}</span> <span className="text-text-3">{note}</span>
          </Checkbox>
        ))}
        <Problem text={problems.arms} />
      </fieldset>
      {asksEndpoints(draft) && (
        <div className="grid grid-cols-2 gap-x-4">
          <BudgetFields
            draft={draft}
            problems={problems}
            pricesHint="Of each run; a model without a price fits no limit in dollars."
            onChange={change}
          />
        </div>
      )}
      <p className="text-12 text-text-2">
        Author {draft.author}, scorer {draft.scorer}, everything else as by default. Other configs, and repositories by
        address, go into a spec for <code className="mono">retrace experiment</code>.
      </p>
      {start.error !== null && (
        <ErrorState title="The experiment did not start" detail={start.error.message} remedy="No run was started." />
      )}
      <div className="dialog-actions">
        <span className="text-12 text-text-3">
          {draft.snapshots.size > 0 && draft.snapshots.size < LEAST_REPOSITORIES
            ? `With fewer than ${LEAST_REPOSITORIES} repositories no arm can be called better.`
            : ""}
        </span>
        <span className="grow" />
        <Button size="lg" onClick={onClose}>
          Close
        </Button>
        <Button size="lg" variant="main" type="submit" disabled={start.isPending}>
          {start.isPending ? "Starting" : runs === 0 ? "Start" : `Start ${plural(runs, "run")}`}
        </Button>
      </div>
    </form>
  );
}

function Repositories({
  snapshots,
  draft,
  problem,
  onChange,
}: {
  readonly snapshots: readonly SnapshotHead[];
  readonly draft: ExperimentDraft;
  readonly problem: string | undefined;
  readonly onChange: (change: Partial<ExperimentDraft>) => void;
}) {
  const chosen = draft.snapshots.size;
  return (
    <fieldset className="choices">
      <legend>Repositories</legend>
      <Checkbox
        checked={chosen === snapshots.length ? true : chosen > 0 ? "some" : false}
        onChange={(all) => onChange({ snapshots: new Set(all ? snapshots.map(({ id }) => id) : []) })}
      >
        all {snapshots.length}
      </Checkbox>
      <div className="choice-list">
        {snapshots.map(({ id, name, fileCount, commit }) => (
          <Checkbox
            key={id}
            checked={draft.snapshots.has(id)}
            onChange={(wanted) => onChange({ snapshots: toggled(draft.snapshots, id, wanted) })}
          >
            <span className="font-name">{name}</span>{" "}
            <span className="text-text-3">
              {plural(fileCount, "file")}
              {commit === null ? "" : `, ${commit.slice(0, 12)}`}
            </span>
          </Checkbox>
        ))}
      </div>
      <Problem text={problem} />
    </fieldset>
  );
}

function Problem({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="problem" role="alert">
      <CircleAlert className="ico" aria-hidden="true" />
      {text}
    </p>
  );
}

function toggled<Item>(set: ReadonlySet<Item>, item: Item, wanted: boolean): Set<Item> {
  const next = new Set(set);
  if (wanted) next.add(item);
  else next.delete(item);
  return next;
}
