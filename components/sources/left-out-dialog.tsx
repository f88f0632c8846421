"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { formatBytes, formatCount, plural } from "#components/ui/format.ts";
import type { SnapshotHead } from "#lib/sources/index.ts";
import { leftOutGroups } from "./rows.ts";

/** What an import kept and what it left out, file by file, with the reason. */
export function LeftOutDialog({
  snapshot,
  onClose,
}: {
  readonly snapshot: SnapshotHead;
  readonly onClose: () => void;
}) {
  const { report } = snapshot;
  const groups = leftOutGroups(report.leftOut);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`What was imported of ${snapshot.name}`}
      description={`${plural(report.kept, "file")} kept, ${formatBytes(report.keptBytes)}; ${formatCount(report.leftOut.length)} left out.`}
      width={680}
    >
      {groups.length === 0 && <p className="text-text-2">Every file was kept.</p>}
      {groups.map((group) => (
        <section key={group.reason} className="mb-3" aria-label={group.name}>
          <h3 className="mb-1 flex gap-2 font-name">
            {group.name}
            <span className="mono text-text-3">{formatCount(group.files.length)}</span>
          </h3>
          {/* The browser skips what is out of sight, so that a list of thousands stays light. */}
          <ul className="max-h-64 overflow-y-auto border-y border-line text-12">
            {group.files.map((file) => (
              <li
                key={`${file.path} ${file.detail}`}
                className="flex h-[26px] items-center gap-3 border-b border-line px-1 [content-visibility:auto] [contain-intrinsic-height:26px]"
              >
                <span className="mono min-w-0 grow truncate" title={file.path}>
                  {file.path}
                </span>
                <span className="max-w-[50%] truncate text-text-3" title={file.detail}>
                  {file.detail}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
