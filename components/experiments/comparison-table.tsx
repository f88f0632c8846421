import { formatCount } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { ExperimentReport } from "#lib/experiments/index.ts";
import { inNats, verdict } from "./arm-rows.ts";
import { FigureCell } from "./arm-table.tsx";

/** One arm against another over the thoughts that both have; as a gain, so that plus is better. */
export function ComparisonTable({ report }: { readonly report: ExperimentReport }) {
  const { comparisons, repositories } = report;
  if (comparisons.length === 0) return null;
  return (
    <section aria-labelledby="comparisons">
      <div className="pane-head">
        <h2 id="comparisons">One arm against another</h2>
        <span className="text-12 text-text-3">gain of the first over the second, over the thoughts that both have</span>
      </div>
      <Table label="One arm against another" tight>
        <thead>
          <tr>
            <Th>first</Th>
            <Th>second</Th>
            <Th align="right">thoughts</Th>
            <Th align="right">gain of the first</Th>
            <Th>the interval says</Th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ arm, against, thoughts, difference }) => (
            <Tr key={`${arm} ${against}`}>
              <Td>{arm}</Td>
              <Td>{against}</Td>
              <Td number>{formatCount(thoughts)}</Td>
              <Td number>
                <FigureCell cell={inNats(turned(difference), true)} />
              </Td>
              <Td className="text-text-2">{verdict(turned(difference), arm, against, repositories.length)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

type Difference = ExperimentReport["comparisons"][number]["difference"];

/** A difference of S, where less is better, as a gain. */
function turned({ mean, low, high }: Difference): Difference {
  return { mean: -mean, low: high === null ? null : -high, high: low === null ? null : -low };
}
