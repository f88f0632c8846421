import { formatCount, formatTime } from "#components/ui/format.ts";
import { ScrollBox } from "#components/ui/scroll-box.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { LaneReading } from "#lib/runs/index.ts";
import { circuitInWords } from "./lane-words.ts";

/** How calls to an endpoint stand in the process that serves these pages. */
export function LaneTable({ lanes }: { readonly lanes: readonly LaneReading[] }) {
  return (
    <ScrollBox>
      <Table label="Lanes of the web server" tight>
        <thead>
          <tr>
            <Th>lane of this web server</Th>
            <Th align="right" title="Calls at once; it grows while the endpoint keeps up">
              limit
            </Th>
            <Th align="right">in flight</Th>
            <Th align="right">waiting</Th>
            <Th align="right">answered</Th>
            <Th align="right">failed</Th>
            <Th>circuit</Th>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <Tr key={lane.name}>
              <Td className="lane-name">{lane.name}</Td>
              <Td number>{formatCount(Math.floor(lane.limit))}</Td>
              <Td number>{formatCount(lane.inFlight)}</Td>
              <Td number>{formatCount(lane.waiting)}</Td>
              <Td number>{formatCount(lane.answered)}</Td>
              <Td number>{formatCount(lane.failed)}</Td>
              <Td title={lane.circuit.kind === "closed" ? undefined : lane.circuit.cause}>
                {circuitInWords(lane)}
                {lane.pausedForMs > 0 && `, told to wait ${formatTime(lane.pausedForMs)}`}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <p className="text-text-3">
        The web server asks a model only to probe it. Workers have lanes of their own: what keeps one waiting stands
        with its run.
      </p>
    </ScrollBox>
  );
}
