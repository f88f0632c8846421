import { useMemo } from "react";
import { formatCount } from "#components/ui/format.ts";
import type { Neighbours } from "./reach.ts";
import { type BlockMark, circlePx, type FileMark, type Scene } from "./scene.ts";

/** Folders, heads of frames, and files; what is not near the focus steps back. */
export function Marks({
  scene,
  focus,
  neighbours,
  gains,
  gainRange,
  onFile,
  onFolder,
}: {
  readonly scene: Scene;
  readonly focus: string | null;
  readonly neighbours: Neighbours;
  readonly gains: ReadonlyMap<string, number>;
  readonly gainRange: number;
  readonly onFile: (path: string) => void;
  readonly onFolder: (path: string, isOpen: boolean) => void;
}) {
  const near = useMemo(() => {
    if (focus === null) return null;
    const paths = new Set([focus]);
    for (const edge of neighbours.needs.get(focus) ?? []) paths.add(edge.to);
    for (const edge of neighbours.neededBy.get(focus) ?? []) paths.add(edge.from);
    return paths;
  }, [focus, neighbours]);
  const files = [...scene.files, ...scene.blocks.flatMap((mark) => mark.files)];
  return (
    <>
      {scene.blocks.map((mark) =>
        mark.block.kind === "folder" ? (
          <FolderMark
            key={mark.block.id}
            mark={mark}
            near={near === null || mark.block.files.some((file) => near.has(file.path))}
            gain={meanGain(mark, gains)}
            gainRange={gainRange}
            onOpen={() => onFolder(mark.block.path, false)}
          />
        ) : (
          <FrameHead key={mark.block.id} mark={mark} onClose={() => onFolder(mark.block.path, true)} />
        ),
      )}
      {files.map((mark) => (
        <FileCircle
          key={mark.file.path}
          mark={mark}
          focus={focus}
          isNear={near === null || near.has(mark.file.path)}
          onFile={onFile}
        />
      ))}
    </>
  );
}

function FolderMark({
  mark,
  near,
  gain,
  gainRange,
  onOpen,
}: {
  readonly mark: BlockMark;
  readonly near: boolean;
  readonly gain: number | null;
  readonly gainRange: number;
  readonly onOpen: () => void;
}) {
  const { block, rect } = mark;
  const name = block.path.slice(block.path.lastIndexOf("/") + 1);
  const bar = gain === null ? 0 : Math.min(1, Math.abs(gain) / gainRange) * 26;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of folders beside the picture is the keyboard's way
    <g className="graph-hit" onClick={onOpen}>
      <title>{`${block.path}: ${formatCount(block.files.length)} files. Click to open.`}</title>
      <rect
        x={rect.x + 3}
        y={rect.y - 3}
        width={rect.width}
        height={rect.height}
        rx={4}
        fill="var(--surface)"
        stroke="var(--line)"
      />
      <rect {...rect} rx={4} fill="var(--surface)" stroke={near ? "var(--text-3)" : "var(--line-2)"} />
      <text
        className="graph-name"
        x={rect.x + 8}
        y={rect.y + 17}
        style={{ fill: near ? "var(--text)" : "var(--text-2)" }}
      >
        {name.length > 10 ? `${name.slice(0, 9)}…` : name}
      </text>
      <text className="graph-mono" x={rect.x + rect.width - 7} y={rect.y + 17} textAnchor="end">
        {formatCount(block.files.length)}
      </text>
      <text className="graph-mono" x={rect.x + 8} y={rect.y + 33}>
        {ordersOf(mark)}
      </text>
      {gain !== null && (
        <>
          <path d={`M${rect.x + 68} ${rect.y + 25}v10`} stroke="var(--line-3)" />
          <rect
            x={gain >= 0 ? rect.x + 68.5 : rect.x + 67.5 - bar}
            y={rect.y + 27}
            width={Math.max(1, bar)}
            height={6}
            fill={gain >= 0 ? "var(--better)" : "var(--worse)"}
            opacity={near ? 1 : 0.7}
          />
        </>
      )}
    </g>
  );
}

function FrameHead({ mark, onClose }: { readonly mark: BlockMark; readonly onClose: () => void }) {
  const { block, rect } = mark;
  const isTop = block.path === "";
  const name = isTop ? "top folder" : block.path;
  const room = Math.floor((rect.width - 110) / 6.6);
  const shown = name.length > room ? `…${name.slice(-(room - 1))}` : name;
  const isCycle = block.id.startsWith("cycle:");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list of folders beside the picture is the keyboard's way
    <g className={isTop || isCycle ? undefined : "graph-hit"} onClick={isTop || isCycle ? undefined : onClose}>
      <title>{isCycle ? "Files that need each other" : `${name}: ${formatCount(block.files.length)} files`}</title>
      <rect x={rect.x} y={rect.y} width={rect.width} height={29} fill="transparent" />
      {!isTop && !isCycle && (
        <path
          d={`M${rect.x + 11} ${rect.y + 13}l3.5 3.5 3.5-3.5`}
          fill="none"
          stroke="var(--text-2)"
          strokeWidth={1.4}
        />
      )}
      <text
        className="graph-name"
        x={rect.x + (isTop || isCycle ? 12 : 25)}
        y={rect.y + 19}
        style={{ fill: "var(--text)" }}
      >
        {shown}
      </text>
      <text className="graph-mono" x={rect.x + rect.width - 10} y={rect.y + 19} textAnchor="end">
        {mark.hidden > 0
          ? `${mark.files.length} of ${block.files.length}`
          : ordersOf(mark) || `${block.files.length} files`}
      </text>
      <path d={`M${rect.x} ${rect.y + 29}h${rect.width}`} stroke="var(--line)" />
    </g>
  );
}

function FileCircle({
  mark,
  focus,
  isNear,
  onFile,
}: {
  readonly mark: FileMark;
  readonly focus: string | null;
  readonly isNear: boolean;
  readonly onFile: (path: string) => void;
}) {
  const { file, cx, cy, label } = mark;
  const isFocus = file.path === focus;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table is the keyboard's way to a file
    <g className="graph-hit" onClick={() => onFile(file.path)}>
      <title>{file.path}</title>
      <rect x={cx - 13} y={cy - 13} width={mark.box.width + 8} height={26} fill="transparent" />
      {isFocus && <circle cx={cx} cy={cy} r={circlePx + 3.5} fill="none" stroke="var(--accent)" strokeWidth={1.5} />}
      <circle
        cx={cx}
        cy={cy}
        r={circlePx}
        fill={isFocus ? "var(--accent)" : "var(--surface)"}
        stroke={isFocus ? "var(--accent)" : isNear ? "var(--text-2)" : "var(--line-3)"}
        strokeWidth={1.2}
        strokeDasharray={file.order === null ? "2 2" : undefined}
      />
      {file.order !== null && (
        <text
          className="graph-mono"
          x={cx}
          y={cy + 3.4}
          textAnchor="middle"
          style={{
            fill: isFocus ? "var(--on-accent)" : isNear ? "var(--text)" : "var(--text-3)",
            fontSize: file.order >= 999 ? 7.5 : file.order >= 99 ? 8.5 : 10,
          }}
        >
          {file.order + 1}
        </text>
      )}
      <text
        className={isFocus ? "graph-label graph-halo graph-label-focus" : "graph-label graph-halo"}
        x={cx + circlePx + 5}
        y={cy + 4}
        style={{
          fill:
            isFocus || (isNear && focus !== null) ? "var(--text)" : focus === null ? "var(--text-2)" : "var(--text-3)",
        }}
      >
        {label}
      </text>
    </g>
  );
}

/** "139–151": places in the order, counted from 1. */
function ordersOf(mark: BlockMark): string {
  const { orders } = mark.block;
  if (!orders) return "";
  return orders.first === orders.last ? String(orders.first + 1) : `${orders.first + 1}–${orders.last + 1}`;
}

function meanGain(mark: BlockMark, gains: ReadonlyMap<string, number>): number | null {
  const known = mark.block.files.map((file) => gains.get(file.path)).filter((gain) => gain !== undefined);
  return known.length > 0 ? known.reduce((sum, gain) => sum + gain, 0) / known.length : null;
}
