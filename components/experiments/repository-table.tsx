import { formatCount, formatGain } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { ExperimentReport } from "#lib/experiments/index.ts";

/** What the numbers are of, repository by repository. */
export function RepositoryTable({ report }: { readonly report: ExperimentReport }) {
  const arms = report.arms.map((arm) => arm.arm);
  return (
    <section aria-labelledby="repositories">
      <div className="pane-head">
        <h2 id="repositories">Repositories</h2>
        <span className="text-12 text-text-3">mean gain over no thought, {report.arms[0]?.unit}</span>
      </div>
      <Table label="Repositories" tight>
        <thead>
          <tr>
            <Th>repository</Th>
            <Th>licence</Th>
            <Th align="right">files</Th>
            <Th align="right">thoughts</Th>
            {arms.map((arm) => (
              <Th key={arm} align="right">
                {arm}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.repositories.map((repository) => (
            <Tr key={repository.name}>
              <Td>{repository.name}</Td>
              <Td className="text-text-2">{repository.license}</Td>
              <Td number>{formatCount(repository.files)}</Td>
              <Td number>{formatCount(repository.thoughts)}</Td>
              {arms.map((arm) => (
                <Td key={arm} number>
                  {formatGain(repository.gains[arm], 4)}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
