import { TriangleAlert, X } from "lucide-react";
import Link from "next/link";
import { PathText } from "#components/marks/path-text.tsx";
import { plural } from "#components/ui/format.ts";
import type { RunFile } from "#lib/runs/index.ts";
import { needsALook } from "./rows.ts";

/** The first of them; the table of files has the rest. */
const SHOWN = 12;

/** Files that failed or carry a note. */
export function NeedsALook({
  files,
  snapshotId,
}: {
  readonly files: readonly RunFile[];
  readonly snapshotId: string | null;
}) {
  const rows = needsALook(files);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Needs a look" className="flex-none border-t border-line">
      <div className="pane-head">
        <h2>Needs a look</h2>
        <span className="text-11 text-text-3">
          {rows.length > SHOWN ? `${SHOWN} of ${plural(rows.length, "file")}` : plural(rows.length, "file")}
        </span>
      </div>
      <ul className="text-12">
        {rows.slice(0, SHOWN).map((file) => (
          <li key={file.order} className="flex min-h-[26px] items-center gap-2.5 border-b border-line px-3">
            {file.state === "failed" ? (
              <X className="ico text-reject" role="img" aria-label="failed" />
            ) : (
              <TriangleAlert className="ico text-warn" role="img" aria-label="note" />
            )}
            <span className="max-w-[45%] flex-none truncate font-name">
              <PathText path={file.path} />
            </span>
            <span className="min-w-0 grow truncate text-text-3" title={file.note ?? undefined}>
              {file.note ?? "failed; the events say why"}
            </span>
            {snapshotId !== null && (
              <Link href={`/snapshots/${snapshotId}/graph?focus=${encodeURIComponent(file.path)}`}>Open file</Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
