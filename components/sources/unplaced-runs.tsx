import Link from "next/link";
import { RunTag } from "#components/runs/run-tag.tsx";
import type { RunHead } from "#lib/runs/index.ts";

/** Imports on their way, and those that failed: there is no repository yet to show them at. */
export function UnplacedRuns({ runs, moreFailed }: { readonly runs: readonly RunHead[]; readonly moreFailed: number }) {
  if (runs.length === 0) return null;
  return (
    <ul aria-label="Imports under way" className="flex-none border-b border-line bg-sunken">
      {runs.map((run) => (
        <li key={run.id} className="flex h-9 items-center gap-3 border-b border-line px-3 text-12 last:border-b-0">
          <RunTag run={run} />
          <Link href={`/runs/${run.id}`} className="font-name text-text">
            {run.name}
          </Link>
          <span className={`min-w-0 grow truncate ${run.error === null ? "text-text-3" : "text-reject"}`}>
            {run.error ?? "being imported"}
          </span>
          <Link href={`/runs/${run.id}`}>Open run</Link>
        </li>
      ))}
      {moreFailed > 0 && (
        <li className="px-3 py-2 text-12">
          <Link href="/runs?show=failed">{moreFailed} more failed imports</Link>
        </li>
      )}
    </ul>
  );
}
