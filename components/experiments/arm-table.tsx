import { Fragment } from "react";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { ExperimentReport } from "#lib/experiments/index.ts";
import { ARM_GROUPS, type Cell } from "./arm-rows.ts";

/** What each arm measured, a column each. */
export function ArmTable({ report }: { readonly report: ExperimentReport }) {
  return (
    <section aria-labelledby="arms">
      <div className="pane-head">
        <h2 id="arms">Arms</h2>
        <span className="text-12 text-text-3">mean over thoughts, and its 95 % interval</span>
      </div>
      <div className="overflow-x-auto">
        <Table label="What each arm measured" tight className="arm-table">
          <thead>
            <tr>
              <Th />
              {report.arms.map(({ arm, repositories }) => (
                <Th key={arm} align="right">
                  {arm}
                  <span className="sr-only">, {repositories} repositories</span>
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ARM_GROUPS.map((group) => (
              <Fragment key={group.name}>
                <tr className="arm-group">
                  <th colSpan={report.arms.length + 1} scope="colgroup">
                    {group.name}
                  </th>
                </tr>
                {group.rows.map(({ label, title, cell }) => (
                  <Tr key={label}>
                    <Td title={title}>{label}</Td>
                    {report.arms.map((arm) => (
                      <Td key={arm.arm} number>
                        <FigureCell cell={cell(arm)} />
                      </Td>
                    ))}
                  </Tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}

export function FigureCell({ cell }: { readonly cell: Cell }) {
  return (
    <>
      {cell.interval !== "" && <span className="interval">{cell.interval}</span>}
      {cell.figure}
    </>
  );
}
