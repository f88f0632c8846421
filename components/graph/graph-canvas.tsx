"use client";

import { Maximize, Minus, Plus } from "lucide-react";
import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import type { Neighbours } from "./reach.ts";
import { type BlockMark, circlePx, type FileMark, linkBetween, type Scene } from "./scene.ts";
import { useCamera } from "./use-camera.ts";

export type CanvasHandle = { readonly svg: () => SVGSVGElement | null; readonly fit: () => void };

/** The picture. Selecting colours what the file needs and what needs it; it never moves the camera. */
export function GraphCanvas({
  scene,
  picture,
  focus,
  neighbours,
  gains,
  gainRange,
  label,
  onFile,
  onFolder,
  ref,
}: {
  readonly scene: Scene;
  /** Names what is shown; another name is fitted anew. */
  readonly picture: string;
  readonly focus: string | null;
  readonly neighbours: Neighbours;
  /** Mean gain by file, where a trajectory of this snapshot was scored. */
  readonly gains: ReadonlyMap<string, number>;
  readonly gainRange: number;
  readonly label: string;
  readonly onFile: (path: string) => void;
  readonly onFolder: (path: string, isOpen: boolean) => void;
  readonly ref?: Ref<CanvasHandle>;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const layer = useRef<SVGGElement>(null);
  const camera = useCamera(svg, layer, scene, picture);
  useImperativeHandle(ref, () => ({ svg: () => svg.current, fit: camera.fit }));

  function press(event: KeyboardEvent) {
    const step = arrowSteps[event.key];
    if (event.key === "+") camera.by(1.25);
    else if (event.key === "-") camera.by(0.8);
    else if (step) camera.pan(step[0], step[1]);
    else return;
    event.preventDefault();
  }

  return (
    <section className="graph-canvas" aria-label="Graph, arrow keys move it" tabIndex={-1} onKeyDown={press}>
      <svg ref={svg} role="img" aria-label={label}>
        <defs>
          <marker id="arrow-needs" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 1l7 3-7 3z" fill="var(--accent)" />
          </marker>
          <marker id="arrow-needed" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 1l7 3-7 3z" fill="var(--text)" />
          </marker>
        </defs>
        <g ref={layer}>
          <Ground scene={scene} dim={focus !== null} />
          <Highlights scene={scene} focus={focus} neighbours={neighbours} />
          <Marks
            scene={scene}
            focus={focus}
            neighbours={neighbours}
            gains={gains}
            gainRange={gainRange}
            onFile={onFile}
            onFolder={onFolder}
          />
          <Badges scene={scene} focus={focus} neighbours={neighbours} />
        </g>
      </svg>
      <div className="graph-zoom">
        <IconButton label="Zoom in" variant="default" size="sm" onClick={() => camera.by(1.25)}>
          <Plus aria-hidden="true" />
        </IconButton>
        <IconButton label="Zoom out" variant="default" size="sm" onClick={() => camera.by(0.8)}>
          <Minus aria-hidden="true" />
        </IconButton>
        <IconButton label="Fit" variant="default" size="sm" onClick={camera.fit}>
          <Maximize aria-hidden="true" />
        </IconButton>
      </div>
    </section>
  );
}

const arrowSteps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};

/** Bundles, frames and quiet lines: what a selection does not change. */
const Ground = memo(function Ground({ scene, dim }: { readonly scene: Scene; readonly dim: boolean }) {
  return (
    <>
      <g fill="none" stroke="var(--line-2)" opacity={dim ? 0.75 : 1}>
        {scene.bundles.map(({ bundle, d, width }) => (
          <path key={`${bundle.from}→${bundle.to}`} d={d} strokeWidth={width} />
        ))}
      </g>
      {scene.blocks
        .filter((mark) => mark.block.kind === "frame")
        .map((mark) => (
          <rect
            key={mark.block.id}
            {...mark.rect}
            rx={6}
            fill="var(--sunken)"
            stroke="var(--line-3)"
            strokeOpacity={0.6}
          />
        ))}
      <g fill="none" stroke="var(--line-3)" strokeWidth={1} opacity={dim ? 0.35 : 0.7}>
        {scene.lines.map((line) => (
          <path key={`${line.from}→${line.to}`} d={line.d} />
        ))}
      </g>
    </>
  );
});

type Toward = {
  readonly key: string;
  readonly d: string;
  readonly tone: "needs" | "needed";
  readonly count: number;
  readonly blockRect: Scene["blocks"][number]["rect"] | null;
};

/** One curve for each file or folder that the focus needs or that needs it. */
function highlightsOf(scene: Scene, focus: string | null, neighbours: Neighbours): Toward[] {
  const own = focus === null ? undefined : scene.placeOf.get(focus);
  if (focus === null || !own) return [];
  const found = new Map<string, Toward>();
  const add = (path: string, tone: "needs" | "needed") => {
    const place = scene.placeOf.get(path);
    if (!place || path === focus || (place.isBlock && place.rect === own.rect)) return;
    const key = `${tone}:${place.isBlock ? place.block : path}`;
    const before = found.get(key);
    if (before) {
      found.set(key, { ...before, count: before.count + 1 });
      return;
    }
    const d = tone === "needs" ? linkBetween(place.rect, own.rect) : linkBetween(own.rect, place.rect);
    found.set(key, { key, d, tone, count: 1, blockRect: place.isBlock ? place.rect : null });
  };
  for (const edge of neighbours.needs.get(focus) ?? []) add(edge.to, "needs");
  for (const edge of neighbours.neededBy.get(focus) ?? []) add(edge.from, "needed");
  return [...found.values()];
}

type FocusProps = { readonly scene: Scene; readonly focus: string | null; readonly neighbours: Neighbours };

function Highlights({ scene, focus, neighbours }: FocusProps) {
  const found = useMemo(() => highlightsOf(scene, focus, neighbours), [scene, focus, neighbours]);
  return (
    <g fill="none" strokeWidth={1.7}>
      {found.map((each) => (
        <path
          key={each.key}
          d={each.d}
          stroke={each.tone === "needs" ? "var(--accent)" : "var(--text)"}
          markerEnd={each.tone === "needs" ? "url(#arrow-needs)" : "url(#arrow-needed)"}
        />
      ))}
    </g>
  );
}

/** How many files of a closed folder are meant. */
function Badges({ scene, focus, neighbours }: FocusProps) {
  const found = useMemo(() => highlightsOf(scene, focus, neighbours), [scene, focus, neighbours]);
  return found.map(({ key, blockRect, tone, count }) =>
    blockRect ? (
      <g key={key} pointerEvents="none">
        <rect
          x={tone === "needs" ? blockRect.x + blockRect.width - 14 : blockRect.x - 6}
          y={blockRect.y - 9}
          width={20}
          height={16}
          rx={8}
          fill={tone === "needs" ? "var(--accent)" : "var(--inverse)"}
        />
        <text
          className="graph-mono"
          x={tone === "needs" ? blockRect.x + blockRect.width - 4 : blockRect.x + 4}
          y={blockRect.y + 3}
          textAnchor="middle"
          style={{ fill: tone === "needs" ? "var(--on-accent)" : "var(--on-inverse)" }}
        >
          {count}
        </text>
      </g>
    ) : null,
  );
}

function Marks({
  scene,
  focus,
  neighbours,
  gains,
  gainRange,
  onFile,
  onFolder,
}: FocusProps & {
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
