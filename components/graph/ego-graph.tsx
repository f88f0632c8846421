"use client";

import Link from "next/link";
import { useMemo } from "react";
import { PathText } from "#components/marks/path-text.tsx";
import { plural } from "#components/ui/format.ts";
import type { GraphFile, StructureGraph } from "#lib/structure/index.ts";
import { byOrder } from "./folders.ts";

const most = 8;
const size = 236;

/** A file with what it needs above it and what needs it below; all neighbours by name in the lists. */
export function EgoGraph({
  structure,
  focus,
  snapshotId,
  canOpen,
  onFile,
}: {
  readonly structure: StructureGraph;
  readonly focus: string;
  readonly snapshotId: string;
  readonly canOpen: (path: string) => boolean;
  readonly onFile: (path: string) => void;
}) {
  const { file, needs, users } = useMemo(() => around(structure, focus), [structure, focus]);
  const name = focus.slice(focus.lastIndexOf("/") + 1);
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="pane-head">
        <h2>Around this file</h2>
        <span className="grow" />
        <Link className="text-11" href={`/snapshots/${snapshotId}/graph?mode=focus&focus=${encodeURIComponent(focus)}`}>
          Graph
        </Link>
      </div>
      <svg
        width="100%"
        viewBox={`0 0 ${size} 210`}
        role="img"
        aria-label={`${name} needs ${plural(needs.length, "file")}; ${plural(users.length, "file")} need it.`}
      >
        <Fan files={needs.slice(0, most)} y={34} up onFile={onFile} canOpen={canOpen} />
        <Fan files={users.slice(0, most)} y={168} onFile={onFile} canOpen={canOpen} />
        <circle cx={size / 2} cy={98} r={12} fill="var(--accent)" />
        <text className="graph-mono" x={size / 2} y={101.6} textAnchor="middle" style={{ fill: "var(--on-accent)" }}>
          {file?.order === null || file === undefined ? "" : file.order + 1}
        </text>
        <text
          className="graph-label graph-label-focus graph-halo"
          x={size / 2}
          y={124}
          textAnchor="middle"
          style={{ fill: "var(--text)" }}
        >
          {name.length > 26 ? `${name.slice(0, 25)}…` : name}
        </text>
      </svg>
      <Names title="needs" files={needs} canOpen={canOpen} onFile={onFile} />
      <Names title="needed by" files={users} canOpen={canOpen} onFile={onFile} />
    </div>
  );
}

function Fan({
  files,
  y,
  up = false,
  canOpen,
  onFile,
}: {
  readonly files: readonly GraphFile[];
  readonly y: number;
  readonly up?: boolean;
  readonly canOpen: (path: string) => boolean;
  readonly onFile: (path: string) => void;
}) {
  const gap = (size - 44) / Math.max(1, files.length - 1);
  return files.map((file, index) => {
    const x = files.length === 1 ? size / 2 : 22 + index * gap;
    const dip = files.length > 4 && index % 2 === 1 ? (up ? -16 : 16) : 0;
    const cy = y + dip;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the list below is the keyboard's way
      <g
        key={file.path}
        className={canOpen(file.path) ? "graph-hit" : undefined}
        onClick={() => canOpen(file.path) && onFile(file.path)}
      >
        <title>{file.path}</title>
        <path
          d={`M${x} ${up ? cy + 9 : cy - 9}Q${x} ${up ? 72 : 136} ${size / 2} ${up ? 86 : 128}`}
          fill="none"
          stroke="var(--line-3)"
          strokeWidth={1.1}
        />
        <circle cx={x} cy={cy} r={9} fill="var(--surface)" stroke="var(--text-3)" strokeWidth={1.2} />
        <text
          className="graph-mono"
          x={x}
          y={cy + 3.4}
          textAnchor="middle"
          style={{ fill: "var(--text)", fontSize: (file.order ?? 0) >= 99 ? 8 : 9.5 }}
        >
          {file.order === null ? "" : file.order + 1}
        </text>
      </g>
    );
  });
}

function Names({
  title,
  files,
  canOpen,
  onFile,
}: {
  readonly title: string;
  readonly files: readonly GraphFile[];
  readonly canOpen: (path: string) => boolean;
  readonly onFile: (path: string) => void;
}) {
  return (
    <section aria-label={title}>
      <p className="overline-label px-3 pt-2">
        {title}, {files.length}
      </p>
      {files.map((file) => (
        <button
          key={file.path}
          type="button"
          className="flex h-6.5 w-full items-center gap-2 px-3 text-left text-12 hover:bg-hover"
          disabled={!canOpen(file.path)}
          onClick={() => onFile(file.path)}
        >
          <span className="mono w-7 text-right text-11 text-text-3">{file.order === null ? "" : file.order + 1}</span>
          <span className="flex min-w-0">
            <PathText path={file.path} />
          </span>
        </button>
      ))}
    </section>
  );
}

function around(
  structure: StructureGraph,
  focus: string,
): { file: GraphFile | undefined; needs: GraphFile[]; users: GraphFile[] } {
  const files = new Map(structure.files.map((file) => [file.path, file]));
  const pick = (paths: readonly string[]) => [...new Set(paths)].flatMap((path) => files.get(path) ?? []).sort(byOrder);
  return {
    file: files.get(focus),
    needs: pick(structure.edges.filter((edge) => edge.from === focus).map((edge) => edge.to)),
    users: pick(structure.edges.filter((edge) => edge.to === focus).map((edge) => edge.from)),
  };
}
