"use client";

import { ScoreChip } from "#components/marks/gain.tsx";
import { gainRange } from "#components/marks/gain-range.ts";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { formatCount, formatGain, plural } from "#components/ui/format.ts";
import { Segmented } from "#components/ui/segmented.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { RunFile } from "#lib/runs/index.ts";
import { FileTable } from "./file-table.tsx";
import { type FolderRow, folderRows, squareOf, stateCounts } from "./rows.ts";

const VIEWS = [
  { id: "squares", label: "Squares" },
  { id: "table", label: "Table" },
] as const;

/** More squares than this are more nodes than a browser draws gladly: then a folder is one bar. */
const MOST_SQUARES = 4000;

/** Every file as a square, by folder, in the order of writing; or the same as a table. */
export function FilesInOrder({
  runId,
  snapshotId,
  files,
  doneBefore,
}: {
  readonly runId: string;
  readonly snapshotId: string | null;
  readonly files: readonly RunFile[];
  /** An earlier run has made the same trajectory. */
  readonly doneBefore: boolean;
}) {
  const { search, change } = useSearchState();
  const view = search.get("files") === "table" ? "table" : "squares";
  const rows = folderRows(files);
  const range = gainRange(rows.map((row) => row.gain));
  return (
    <section aria-labelledby={`files-${runId}`} className="flex-none">
      <div className="pane-head">
        <h2 id={`files-${runId}`}>Files in order</h2>
        <span className="text-11 text-text-3">
          {files.length === 0
            ? ""
            : `one square a file, ${formatCount(files.length)} in ${plural(rows.length, "folder")}`}
        </span>
        <span className="grow" />
        {files.length > 0 && (
          <>
            {view === "squares" && <Legend />}
            <Segmented
              label="How the files are shown"
              segments={VIEWS}
              value={view}
              onChange={(next) => change({ files: next === "table" ? "table" : null })}
            />
          </>
        )}
      </div>
      {files.length === 0 ? (
        <EmptyState>
          {doneBefore
            ? "The same work was done by an earlier run, whose trajectory is shown; nothing was written or asked again."
            : "The files stand here once their order is planned, dependencies first."}
        </EmptyState>
      ) : view === "table" ? (
        <FileTable files={files} snapshotId={snapshotId} />
      ) : (
        <ul className="folder-rows">
          {rows.map((row) => (
            <FolderLine key={row.folder} row={row} bar={files.length > MOST_SQUARES} range={range} />
          ))}
        </ul>
      )}
    </section>
  );
}

function FolderLine({ row, bar, range }: { readonly row: FolderRow; readonly bar: boolean; readonly range: number }) {
  const counts = stateCounts(row.files).map(({ state, count }) => `${count} ${state}`);
  return (
    <li>
      <span className="truncate">
        <span className="path-text" title={row.folder}>
          <bdi dir="ltr">{row.folder}</bdi>
        </span>
      </span>
      {bar ? (
        <FolderBar row={row} />
      ) : (
        <span className="squares" role="img" aria-label={counts.join(", ")}>
          {row.files.map((file) => (
            <i key={file.order} className="square" data-state={squareOf(file)} title={titleOf(file)} />
          ))}
        </span>
      )}
      <span className="mono text-right text-text-3">
        {row.done}/{row.files.length}
      </span>
      <ScoreChip value={row.gain} range={range} missing="no file of it is scored yet" />
    </li>
  );
}

/** One bar for a folder of a very large run, its parts as wide as their counts. */
function FolderBar({ row }: { readonly row: FolderRow }) {
  const counts = stateCounts(row.files);
  return (
    <span
      className="folder-bar"
      role="img"
      aria-label={counts.map(({ state, count }) => `${count} ${state}`).join(", ")}
    >
      {counts.map(({ state, count }) => (
        <i key={state} className="square" data-state={state} style={{ flexGrow: count }} title={`${count} ${state}`} />
      ))}
    </span>
  );
}

function titleOf(file: RunFile): string {
  const gain = file.gain === null ? "" : `, gain ${formatGain(file.gain)}`;
  const note = file.note === null ? "" : `: ${file.note}`;
  return `${file.order + 1}. ${file.path}, ${file.state}${gain}${note}`;
}

const STATES = [
  ["done", "done"],
  ["refine", "refine"],
  ["score", "score"],
  ["author", "author"],
  ["note", "note"],
  ["failed", "failed"],
  ["waiting", "waiting"],
] as const;

function Legend() {
  return (
    <span className="legend max-wide:hidden">
      {STATES.map(([state, name]) => (
        <span key={state}>
          <i className="square" data-state={state} />
          {name}
        </span>
      ))}
    </span>
  );
}
