"use client";

import { Maximize, Minus, Plus } from "lucide-react";
import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Marks } from "./graph-marks.tsx";
import type { Neighbours } from "./reach.ts";
import { linkBetween, type Scene } from "./scene.ts";
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
