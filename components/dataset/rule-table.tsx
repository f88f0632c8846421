import { formatCount } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { DatasetPreview } from "#lib/dataset/index.ts";

const WIDTH = 188;

/** Rule by rule what is left and what goes; bars are characters. */
export function RuleTable({ preview }: { readonly preview: DatasetPreview }) {
  const all = preview.start.characters;
  return (
    <Table label="What the filter removes, rule by rule">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">number</span>
          </Th>
          <Th>rule</Th>
          <Th className="max-wide:hidden">left and removed</Th>
          <Th align="right">rows</Th>
          <Th align="right">characters</Th>
          <Th align="right">rows left</Th>
          <Th align="right">characters left</Th>
        </tr>
      </thead>
      <tbody>
        <Tr>
          <Td number />
          <Td className="text-text-3">Start: every finished trajectory</Td>
          <Td className="max-wide:hidden">
            <LeftBar all={all} left={all} removed={0} />
          </Td>
          <Td />
          <Td />
          <Td number>{formatCount(preview.start.rows)}</Td>
          <Td number>{formatCount(all)}</Td>
        </Tr>
        {preview.rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the order
          <Tr key={index}>
            <Td number className="text-text-3">
              {index + 1}
            </Td>
            <Td className="max-w-[300px] truncate font-name" title={rule.rule}>
              {rule.rule}
            </Td>
            <Td className="max-wide:hidden">
              <LeftBar all={all} left={rule.characters} removed={rule.removedCharacters} />
            </Td>
            <Td number className={rule.removedRows === 0 ? "text-text-3" : ""}>
              {formatCount(-rule.removedRows)}
            </Td>
            <Td number className={rule.removedRows === 0 ? "text-text-3" : ""}>
              {formatCount(-rule.removedCharacters)}
            </Td>
            <Td number className="font-name">
              {formatCount(rule.rows)}
            </Td>
            <Td number>{formatCount(rule.characters)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LeftBar({ all, left, removed }: { readonly all: number; readonly left: number; readonly removed: number }) {
  const scale = all > 0 ? WIDTH / all : 0;
  return (
    <svg width={WIDTH} height={14} aria-hidden="true" className="block">
      <rect x={0} y={3} width={left * scale} height={8} fill="var(--line-2)" />
      <rect
        x={left * scale}
        y={1}
        width={removed === 0 ? 0 : Math.max(1.5, removed * scale)}
        height={12}
        fill="var(--text-2)"
      />
    </svg>
  );
}
