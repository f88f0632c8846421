"use client";

import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo } from "react";
import type { Mark } from "#components/marks/kind-icon.tsx";
import { useWidth } from "#components/rewrites/use-width.ts";
import { buildMinimap, type Minimap, stepAtPixel } from "./minimap.ts";
import type { Timeline } from "./rows.ts";
import type { VisibleSteps } from "./timeline-list.tsx";

const heightPx = 62;
const zeroPx = 34;
const paddingPx = 10;

/** The whole trajectory at a glance: files, gains, kinds, the window in sight and the playhead. Drag, wheel or arrows. */
export function Overview({
  timeline,
  current,
  visible,
  onStep,
}: {
  readonly timeline: Timeline;
  readonly current: number | null;
  readonly visible: VisibleSteps;
  readonly onStep: (step: number) => void;
}) {
  const [box, width] = useWidth(600);
  const inner = width - 2 * paddingPx;
  const map = useMemo(() => buildMinimap(timeline, inner), [timeline, inner]);
  const steps = Math.max(1, map.steps);
  const x = (step: number) => paddingPx + (step / steps) * inner;
  const owner = timeline.groups[timeline.groupOf.get(current ?? -1) ?? -1]?.path ?? null;

  function follow(event: PointerEvent) {
    if (event.buttons !== 1 || !box.current) return;
    const left = box.current.getBoundingClientRect().left;
    onStep(stepAtPixel(map.steps, inner, event.clientX - left - paddingPx));
  }
  function press(event: KeyboardEvent) {
    const next = nextStep(event.key, current ?? 0, map.steps);
    if (next === null) return;
    event.preventDefault();
    onStep(next);
  }
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    // React's wheel listener is passive, and a wheel here must not also scroll the page.
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const by = Math.sign(event.deltaY || event.deltaX) * Math.max(1, Math.round(map.steps / 120));
      onStep(Math.min(map.steps - 1, Math.max(0, (current ?? 0) + by)));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [map.steps, current, onStep, box]);

  return (
    <div
      ref={box}
      className="overview"
      role="slider"
      tabIndex={0}
      aria-label="Overview of the steps"
      aria-valuemin={1}
      aria-valuemax={steps}
      aria-valuenow={(current ?? 0) + 1}
      aria-valuetext={`step ${(current ?? 0) + 1} of ${map.steps}${owner ? `, ${owner}` : ""}`}
      title={`Files, gain per thought (full height ${map.range.toFixed(3)} nats), kinds of step`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={follow}
      onKeyDown={press}
    >
      <svg width={width} height={heightPx} viewBox={`0 0 ${width} ${heightPx}`} aria-hidden="true">
        <Marks map={map} inner={inner} owner={owner} />
        {map.steps > 0 && (
          <>
            <rect
              x={x(visible.first)}
              y={1.5}
              width={Math.max(4, x(Math.min(steps, visible.last + 1)) - x(visible.first))}
              height={59}
              rx={2}
              fill="var(--accent)"
              fillOpacity={0.07}
              stroke="var(--accent)"
            />
            {current !== null && <path d={`M${x(current + 0.5)} 1v60`} stroke="var(--accent)" strokeWidth={1.4} />}
          </>
        )}
      </svg>
    </div>
  );
}

/** Everything that does not move with the playhead; one path a colour, however many steps there are. */
const Marks = memo(function Marks({
  map,
  inner,
  owner,
}: {
  readonly map: Minimap;
  readonly inner: number;
  readonly owner: string | null;
}) {
  const x = (step: number) => paddingPx + (step / Math.max(1, map.steps)) * inner;
  const gap = map.steps <= 300 ? 0.9 : 0;
  const kinds = new Map<Mark, string>();
  let better = "";
  let worse = "";
  for (const bucket of map.buckets) {
    const left = x(bucket.from);
    const wide = Math.max(0.6, x(bucket.to) - left - gap);
    const low = bucket.mark === "observation" ? 3 : 10;
    kinds.set(bucket.mark, `${kinds.get(bucket.mark) ?? ""}${rect(left, 57 - low, wide, low)}`);
    if (bucket.gain === null || map.range === 0) continue;
    const bar = Math.max(1, Math.min(1, Math.abs(bucket.gain) / map.range) * (bucket.gain > 0 ? 17 : 9));
    if (bucket.gain > 0) better += rect(left, zeroPx - bar, wide, bar);
    else worse += rect(left, zeroPx + 1, wide, bar);
  }
  const files = map.files.map((file) => ({
    ...file,
    left: x(file.from),
    wide: Math.max(0.6, x(file.to) - x(file.from) - 1.2),
  }));
  return (
    <>
      <path
        d={files
          .filter((file) => file.path !== owner)
          .map((file) => rect(file.left, 4, file.wide, 9))
          .join("")}
        fill="var(--line-2)"
      />
      <path
        d={files
          .filter((file) => file.path === owner)
          .map((file) => rect(file.left, 4, file.wide, 9))
          .join("")}
        fill="var(--accent)"
      />
      <path d={`M${x(0)} ${zeroPx + 0.5}H${x(map.steps)}`} stroke="var(--line-2)" />
      <path d={better} fill="var(--better)" />
      <path d={worse} fill="var(--worse)" />
      {[...kinds].map(([mark, path]) => (
        <path key={mark} d={path} fill={inks[mark]} opacity={mark === "delegate" || mark === "return" ? 0.5 : 1} />
      ))}
    </>
  );
});

const inks: Readonly<Record<Mark, string>> = {
  think: "var(--k-think)",
  read: "var(--k-read)",
  write: "var(--k-write)",
  plan: "var(--k-plan)",
  observation: "var(--k-obs)",
  delegate: "var(--k-obs)",
  return: "var(--k-obs)",
};

function rect(left: number, top: number, width: number, height: number): string {
  return `M${left.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;
}

function nextStep(key: string, now: number, steps: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 10,
    PageDown: -10,
  };
  if (key === "Home") return 0;
  if (key === "End") return steps - 1;
  const by = moves[key];
  return by === undefined ? null : Math.min(steps - 1, Math.max(0, now + by));
}
