import { TriangleAlert } from "lucide-react";
import { Fragment } from "react";
import { formatCount, plural } from "#components/ui/format.ts";
import { ScrollBox } from "#components/ui/scroll-box.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { type ExperimentReport, LEAST_REPOSITORIES } from "#lib/experiments/index.ts";
import { type Cell, knownGroups, unknownRows } from "./arm-rows.ts";

/** What each arm measured, a column each. */
export function ArmTable({ report }: { readonly report: ExperimentReport }) {
  const repositories = report.repositories.length;
  const unknown = unknownRows(report.arms);
  return (
    <section aria-labelledby="arms">
      <div className="pane-head">
        <h2 id="arms">Arms</h2>
        <span className="text-12 text-text-3">
          means over n thoughts of {plural(repositories, "repository", "repositories")}, with 95 % intervals
        </span>
      </div>
      {repositories < LEAST_REPOSITORIES && (
        <p className="experiment-caution">
          <TriangleAlert className="ico text-warn" aria-hidden="true" />
          Intervals are drawn from whole repositories; from {repositories} they say little, so that no arm is called
          better below. {LEAST_REPOSITORIES} are the least.
        </p>
      )}
      <ScrollBox>
        <Table label="What each arm measured" tight className="arm-table">
          <thead>
            <tr>
              <Th />
              {report.arms.map(({ arm, repositories, thoughts }) => (
                <Th key={arm} align="right">
                  {arm}
                  <small>
                    n = {formatCount(thoughts)} in {formatCount(repositories)}
                    <span className="sr-only"> repositories</span>
                  </small>
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {knownGroups(report.arms).map((group) => (
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
      </ScrollBox>
      {unknown.length > 0 && (
        <p className="px-3 pt-1.5 text-12 text-text-3">Not told by these models: {unknown.join(", ")}.</p>
      )}
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
