"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { useLiveRuns } from "#lib/client/event-stream.ts";
import { repositoryList } from "#lib/client/repositories.ts";
import { runList } from "#lib/client/runs.ts";
import type { SnapshotHead } from "#lib/sources/index.ts";
import type { SourceKind } from "./draft.ts";
import { ImportDialog } from "./import-dialog.tsx";
import { LeftOutDialog } from "./left-out-dialog.tsx";
import { RepositoryTable } from "./repository-table.tsx";
import { repositoryLines, unplacedRuns } from "./rows.ts";
import { UnplacedRuns } from "./unplaced-runs.tsx";

/** Everything imported, how its newest run stands, and the way to import more. */
export function RepositoriesScreen() {
  const { search, change } = useSearchState();
  const [reported, setReported] = useState<SnapshotHead | null>(null);
  const repositories = useQuery(repositoryList());
  const runs = useQuery(runList());
  useLiveRuns();

  const kind = kindOf(search.get("import"));
  const lines = repositoryLines(repositories.data ?? [], runs.data ?? []);
  const snapshot = lines.find(({ repository }) => repository.snapshot?.id === search.get("run"))?.repository.snapshot;

  const openImport = () => change({ import: "git", run: null });
  const close = () => change({ import: null, run: null });
  useHotkeys("Repositories", [{ keys: "i", label: "Import a repository", run: openImport }]);

  const importButton = (
    <Button variant="main" icon={<Plus aria-hidden="true" />} keys="i" onClick={openImport}>
      Import
    </Button>
  );
  return (
    <>
      <ContextBar crumbs={[{ label: "Repositories" }]} actions={importButton}>
        {repositories.data && <Fact>{formatCount(repositories.data.length)}</Fact>}
      </ContextBar>
      <div className="pane grow">
        <UnplacedRuns {...unplacedRuns(runs.data ?? [])} />
        {repositories.isError && !repositories.data ? (
          <QueryError what="The repositories" error={repositories.error} onRetry={() => repositories.refetch()} />
        ) : repositories.isPending ? (
          <LoadingRows label="the repositories" />
        ) : lines.length === 0 ? (
          <EmptyState action={importButton}>
            Imported repositories stand here, with their licence, their languages and how their newest run goes.
          </EmptyState>
        ) : (
          <RepositoryTable lines={lines} onReport={setReported} onRun={({ id }) => change({ run: id, import: null })} />
        )}
      </div>
      {kind !== null && (
        <ImportDialog kind={kind} snapshot={null} onKind={(next) => change({ import: next })} onClose={close} />
      )}
      {kind === null && snapshot && (
        <ImportDialog kind="folder" snapshot={snapshot} onKind={() => undefined} onClose={close} />
      )}
      {reported && <LeftOutDialog snapshot={reported} onClose={() => setReported(null)} />}
    </>
  );
}

function kindOf(word: string | null): SourceKind | null {
  return word === "git" || word === "folder" || word === "archive" ? word : null;
}
