"use client";

import { Info, X } from "lucide-react";
import { useMemo } from "react";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Segmented } from "#components/ui/segmented.tsx";
import { byCodeUnit } from "#lib/std/order.ts";
import type { StructureGraph } from "#lib/structure/index.ts";
import { edgeKinds, kindOf } from "./bundles.ts";
import { FilePicker } from "./file-picker.tsx";
import { edgeKindNames, type GraphState, toggled } from "./graph-state.ts";

/** What is looked at and what is left out, with counts of the whole snapshot. */
export function GraphFilters({
  graph,
  state,
  note,
  openFolders,
  onState,
  onClose,
}: {
  readonly graph: StructureGraph;
  readonly state: GraphState;
  /** What is drawn and what is not. */
  readonly note: string;
  readonly openFolders: readonly string[];
  readonly onState: (state: GraphState) => void;
  readonly onClose: (path: string) => void;
}) {
  const counts = useMemo(() => countAll(graph), [graph]);
  const { filter } = state;
  const withoutEdges = new Set(
    graph.coverage.flatMap(({ language, outlined, edges }) => (outlined > 0 && !edges ? [language] : [])),
  );
  return (
    <>
      <div className="grid gap-2 border-b border-line p-3">
        <span className="overline-label">Focus</span>
        <FilePicker files={graph.files} value={state.focus} onChoose={(focus) => onState({ ...state, focus })} />
        <div className="flex items-center justify-between gap-2 text-12">
          <span className="text-text-3">Depth</span>
          <Segmented
            label="Depth of the focus"
            value={String(state.depth)}
            onChange={(depth) => onState({ ...state, mode: "focus", depth: depth === "3" ? 3 : depth === "2" ? 2 : 1 })}
            segments={["1", "2", "3"].map((id) => ({ id, label: id, disabled: state.focus === null }))}
          />
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto p-3">
        <Group name="Edges">
          {edgeKinds.map((kind) => (
            <Line
              key={kind}
              label={edgeKindNames[kind]}
              count={counts.edges.get(kind) ?? 0}
              checked={!filter.edges.has(kind)}
              onChange={() => onState({ ...state, filter: { ...filter, edges: toggled(filter.edges, kind) } })}
            />
          ))}
        </Group>
        <Group name="Role">
          {[...counts.roles].map(([role, count]) => (
            <Line
              key={role}
              label={role}
              count={count}
              checked={!filter.roles.has(role)}
              onChange={() => onState({ ...state, filter: { ...filter, roles: toggled(filter.roles, role) } })}
            />
          ))}
        </Group>
        <Group name="Language">
          {[...counts.languages].map(([language, count]) => (
            <Line
              key={language}
              label={language}
              {...(withoutEdges.has(language) ? { remark: "no edges" } : {})}
              count={count}
              checked={!filter.languages.has(language)}
              onChange={() =>
                onState({ ...state, filter: { ...filter, languages: toggled(filter.languages, language) } })
              }
            />
          ))}
        </Group>
        {state.mode === "folders" && openFolders.length > 0 && (
          <Group name="Open folders">
            {openFolders.map((path) => (
              <div key={path} className="flex h-6 items-center gap-1 text-12">
                <span className="min-w-0 grow truncate" title={path}>
                  {path}
                </span>
                <IconButton label={`Close ${path}`} size="sm" onClick={() => onClose(path)}>
                  <X aria-hidden="true" />
                </IconButton>
              </div>
            ))}
          </Group>
        )}
        {filter.edges.size + filter.roles.size + filter.languages.size > 0 && (
          <Button
            size="sm"
            onClick={() => onState({ ...state, filter: { edges: new Set(), roles: new Set(), languages: new Set() } })}
          >
            Show everything
          </Button>
        )}
      </div>
      <p className="note border-t border-line" role="status">
        <Info className="ico" aria-hidden="true" />
        {note}
      </p>
    </>
  );
}

function Group({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <fieldset className="mb-3" aria-label={name}>
      <span className="overline-label">{name}</span>
      {children}
    </fieldset>
  );
}

function Line({
  label,
  remark,
  count,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly remark?: string;
  readonly count: number;
  readonly checked: boolean;
  readonly onChange: () => void;
}) {
  return (
    <div className="flex h-6.5 items-center justify-between gap-2 text-12">
      <Checkbox checked={checked} onChange={onChange}>
        {label}
        {remark !== undefined && <span className="ml-1.5 text-11 text-text-3">{remark}</span>}
      </Checkbox>
      <span className="mono text-11 text-text-3">{formatCount(count)}</span>
    </div>
  );
}

function countAll(graph: StructureGraph) {
  return {
    edges: tally(graph.edges.map(kindOf)),
    roles: tally(graph.files.map((file) => file.role)),
    languages: tally(graph.files.map((file) => file.language)),
  };
}

/** Counts by value, the most frequent first. */
function tally<Value extends string>(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort(([a, first], [b, second]) => second - first || byCodeUnit(a, b)));
}
