"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { Button } from "#components/ui/button.tsx";
import { formatCount, formatPercent, plural } from "#components/ui/format.ts";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useToasts } from "#components/ui/toast.tsx";
import { datasetPreview, useStartExport } from "#lib/client/datasets.ts";
import { reviewList } from "#lib/client/reviews.ts";
import { trajectoryList } from "#lib/client/trajectories.ts";
import type { DatasetPreview, ExportFormat } from "#lib/dataset/index.ts";
import { ExportList } from "./export-list.tsx";
import { choicesOf, draftOf, filterOf, searchOf } from "./filter.ts";
import { FilterForm } from "./filter-form.tsx";
import { FORMATS, FormatTable } from "./format-table.tsx";
import { KeptRows } from "./kept-rows.tsx";
import { RuleTable } from "./rule-table.tsx";
import { useSettled } from "./use-settled.ts";

/** Long enough for a number to be typed, short enough to seem at once. */
const TYPING_MS = 250;

/** Chooses trajectories, shows what each rule removes, and writes them for a trainer. */
export function DatasetScreen() {
  const { search, change } = useSearchState();
  const { show } = useToasts();
  const draft = draftOf(search);
  const { filter, problems } = filterOf(draft);
  const format: ExportFormat = FORMATS.find(({ id }) => id === search.get("format"))?.id ?? "canonical";

  const preview = useQuery(datasetPreview(useSettled(filter, TYPING_MS)));
  const reviews = useQuery(reviewList());
  const trajectories = useQuery(trajectoryList());
  const start = useStartExport();

  const kept = preview.data?.rows.length ?? 0;
  const blocked = kept === 0 || start.isPending || preview.isPlaceholderData || Object.keys(problems).length > 0;
  function startExport() {
    if (blocked) return;
    start.mutate(
      { format, filter },
      { onSuccess: () => show({ message: `${plural(kept, "trajectory", "trajectories")} are being written.` }) },
    );
  }
  useHotkeys("Datasets", [{ keys: "e", label: "Export", run: startExport }]);

  const exportButton = (
    <Button variant="main" keys="e" icon={<Download aria-hidden="true" />} disabled={blocked} onClick={startExport}>
      Export {kept > 0 && formatCount(kept)}
    </Button>
  );
  return (
    <>
      <ContextBar crumbs={[{ label: "Datasets" }]} actions={exportButton}>
        {preview.data && <KeptFacts preview={preview.data} />}
      </ContextBar>
      <div className="dataset-body">
        <section className="pane border-r border-line" aria-label="Filter and what it removes">
          <FilterForm
            draft={draft}
            choices={choicesOf(reviews.data ?? [], trajectories.data ?? [], draft)}
            problems={problems}
            onChange={(next) => change(searchOf(next))}
          />
          <div className="pane-head">
            <h2>What it removes</h2>
            <span className="text-11 text-text-3">rules apply in this order; bars are characters left and removed</span>
          </div>
          {preview.isError && !preview.data ? (
            <QueryError what="The preview" error={preview.error} onRetry={() => preview.refetch()} />
          ) : preview.data ? (
            <>
              <div className="max-h-[45%] flex-none overflow-auto">
                <RuleTable preview={preview.data} />
              </div>
              <KeptRows preview={preview.data} onVerdicts={() => change(searchOf({ verdict: [] }))} />
            </>
          ) : (
            <LoadingRows label="the preview" />
          )}
        </section>
        <aside className="pane overflow-y-auto" aria-label="Format and exports">
          <div className="pane-head">
            <h2>Format</h2>
            <span className="text-11 text-text-3">texts carry their whole mask</span>
          </div>
          <FormatTable value={format} onChange={(next) => change({ format: next === "canonical" ? null : next })} />
          {start.error && (
            <ErrorState title="The export did not start" detail={start.error.message} onRetry={startExport} />
          )}
          <ExportList />
        </aside>
      </div>
    </>
  );
}

function KeptFacts({ preview }: { readonly preview: DatasetPreview }) {
  const characters = preview.rows.reduce((sum, row) => sum + row.characters, 0);
  const trained = preview.rows.reduce((sum, row) => sum + row.trainedCharacters, 0);
  return (
    <>
      <span>
        <b>{formatCount(preview.rows.length)}</b> of {plural(preview.start.rows, "row")}
      </span>
      <span>
        <b>{formatCount(characters)}</b> characters
        {characters > 0 && (
          <>
            , <b>{formatPercent(trained / characters, 0)}</b> trained
          </>
        )}
      </span>
      <Fact name="repositories">{formatCount(new Set(preview.rows.map((row) => row.repository)).size)}</Fact>
    </>
  );
}
