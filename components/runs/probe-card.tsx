import { Check, Info, X } from "lucide-react";
import { formatClock, formatCount, formatDate, plural } from "#components/ui/format.ts";
import { ScrollBox } from "#components/ui/scroll-box.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { ProbeReport } from "#lib/runs/index.ts";
import { probeFacts } from "./probe-facts.ts";

/** What a scorer was found to do: facts first, then every check with its finding and, where it failed, what mends it. */
export function ProbeCard({ probe }: { readonly probe: ProbeReport }) {
  const passed = probe.checks.filter((check) => check.passed).length;
  return (
    <div className="probe-card">
      <p className="flex flex-wrap items-center gap-x-2 text-12">
        {probe.passed ? (
          <Check className="ico text-accept" aria-hidden="true" />
        ) : (
          <X className="ico text-reject" aria-hidden="true" />
        )}
        <b className="font-name">{probe.passed ? "Can be used" : "Cannot be used"}</b>
        <span className="text-text-2">
          {formatCount(passed)} of {plural(probe.checks.length, "check")} passed
        </span>
        <span className="text-text-3">
          probed {formatDate(probe.measuredAt)},{" "}
          <time dateTime={probe.measuredAt}>{formatClock(probe.measuredAt)}</time>
        </span>
      </p>
      <dl className="probe-facts">
        {probeFacts(probe).map(({ name, value, title }) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details open={passed < probe.checks.length}>
        <summary>Checks</summary>
        <ScrollBox>
          <Table label={`Checks of ${probe.modelId}`} tight>
            <thead>
              <tr>
                <Th>check</Th>
                <Th>finding</Th>
              </tr>
            </thead>
            <tbody>
              {probe.checks.map((check) => (
                <Tr key={check.name}>
                  <Td className="whitespace-nowrap">
                    <span className="inline-flex items-center gap-1.5">
                      <CheckIcon passed={check.passed} required={check.required} />
                      {check.name}
                    </span>
                  </Td>
                  <Td className="probe-finding">
                    {check.finding}
                    {!check.passed && check.remedy !== null && <b className="block font-name">{check.remedy}</b>}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      </details>
    </div>
  );
}

/** A check that is not required only tells what to expect. */
function CheckIcon({ passed, required }: { readonly passed: boolean; readonly required: boolean }) {
  if (passed) return <Check className="ico text-accept" role="img" aria-label="passed" />;
  if (required) return <X className="ico text-reject" role="img" aria-label="failed" />;
  return <Info className="ico text-warn" role="img" aria-label="not met, and not required" />;
}
