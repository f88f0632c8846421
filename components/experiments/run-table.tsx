import Link from "next/link";
import { RunTag } from "#components/runs/run-tag.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { Experiment } from "#lib/experiments/index.ts";

/** Every run of the experiment, with the way to it. */
export function RunTable({ experiment }: { readonly experiment: Experiment }) {
  return (
    <section aria-labelledby="runs">
      <div className="pane-head">
        <h2 id="runs">Runs</h2>
      </div>
      <Table label="Runs of this experiment" tight>
        <thead>
          <tr>
            <Th>repository</Th>
            <Th>arm</Th>
            <Th>state</Th>
            <Th align="right">files done</Th>
            <Th>trajectory</Th>
          </tr>
        </thead>
        <tbody>
          {experiment.runs.map((run) => (
            <Tr key={`${run.arm} ${run.runId}`}>
              <Td>
                <Link href={`/runs/${run.runId}`}>{run.name}</Link>
              </Td>
              <Td className="text-text-2">{run.arm}</Td>
              <Td className="max-w-[360px]" title={run.error ?? undefined}>
                <span className="flex min-w-0 items-center gap-2">
                  <RunTag run={run} />
                  {run.error !== null && <span className="truncate text-text-3">{run.error}</span>}
                </span>
              </Td>
              <Td number>
                {run.files.done} of {run.files.total}
              </Td>
              <Td>
                {run.trajectoryId !== null && (
                  <Link href={`/trajectories/${run.trajectoryId}`} className="mono">
                    {run.trajectoryId.slice(-7)}
                  </Link>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
