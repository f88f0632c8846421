"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { GainBar } from "#components/marks/gain.tsx";
import { formatNats, gainSign } from "#components/ui/format.ts";
import { binName } from "./lens-bins.ts";
import { LensCard, type LensPoint } from "./lens-card.tsx";
import { type Lens, type LensLine, unitAt } from "./lens-lines.ts";
import { lineAttribute, useHasHighlights, useLensHighlights } from "./use-highlights.ts";

declare module "react" {
  interface CSSProperties {
    /** How far wrapped lines hang, in characters. */
    "--hang"?: string;
  }
}

export type LensCodeHandle = { readonly reveal: (line: number) => void };

const lineHeightPx = 18;

/**
 * The target with every unit on the ground of its change. Lines wrap with a hang; their totals stand in the gutter. What
 * comes before the first scored unit has no total and no colour.
 */
export function LensCode({
  target,
  lens,
  unitEnds,
  scoredFrom,
  names,
  logprobs,
  noun,
  leakLines = noLines,
  ref,
}: {
  readonly target: string;
  readonly lens: Lens;
  readonly unitEnds: readonly number[];
  readonly scoredFrom: number;
  /** How the two sides are called. */
  readonly names: { readonly from: string; readonly to: string };
  readonly logprobs: { readonly from: readonly number[]; readonly to: readonly number[] };
  readonly noun: string;
  /** Lines that the thought copies, 1-based: they carry a red left edge. */
  readonly leakLines?: ReadonlySet<number>;
  readonly ref?: Ref<LensCodeHandle>;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<LensPoint | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const hasHighlights = useHasHighlights();
  const virtual = useVirtualizer({
    count: lens.lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeightPx,
    overscan: 20,
  });
  useLensHighlights(scroller, (line) => lens.lines[line]?.ranges ?? []);
  useImperativeHandle(
    ref,
    () => ({
      reveal(line) {
        virtual.scrollToIndex(line - 1, { align: "center" });
        setMarked(line);
      },
    }),
    [virtual],
  );
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const hide = () => setPoint(null);
    element.addEventListener("scroll", hide, { passive: true });
    return () => element.removeEventListener("scroll", hide);
  }, []);

  function readPoint(event: PointerEvent) {
    const hit = textAt(event.clientX, event.clientY);
    const line = hit ? lens.lines[hit.line] : undefined;
    const unit = hit && line ? unitAt(unitEnds, line.start + hit.offset) : null;
    if (!line || unit === null) return setPoint(null);
    const start = unitEnds[unit - 1] ?? 0;
    const end = unitEnds[unit] ?? start;
    setPoint({
      x: event.clientX,
      y: event.clientY,
      unit,
      text: target.slice(start, end),
      line: line.number,
      scored: unit >= scoredFrom,
      from: logprobs.from[unit] ?? null,
      to: logprobs.to[unit] ?? null,
      running: lens.running[unit] ?? null,
    });
  }

  return (
    <section
      ref={scroller}
      className="lens"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Target code, coloured by change of log-probability"
      onPointerMove={readPoint}
      onPointerLeave={() => setPoint(null)}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lens.lines[item.index];
          return line ? (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className="lens-line"
              data-leak={leakLines.has(line.number) || undefined}
              data-marked={marked === line.number || undefined}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line line={line} text={target.slice(line.start, line.end)} range={lens.range} spans={!hasHighlights} />
            </div>
          ) : null;
        })}
      </div>
      {point && <LensCard point={point} names={names} noun={noun} />}
    </section>
  );
}

const noLines: ReadonlySet<number> = new Set();

function Line({
  line,
  text,
  range,
  spans,
}: {
  readonly line: LensLine;
  readonly text: string;
  readonly range: number;
  readonly spans: boolean;
}) {
  const indent = /^\s*/.exec(text)?.[0].replaceAll("\t", "    ").length ?? 0;
  return (
    <>
      <i className="mask-gutter" data-mask="train" />
      <span className="lens-no">{line.number}</span>
      <span className="lens-total" data-sign={gainSign(line.total, 2)}>
        {line.total === null ? <span /> : <GainBar value={line.total} range={range || 1} width={30} />}
        <b>{formatNats(line.total)}</b>
      </span>
      <code
        className="lens-text"
        data-given={line.total === null || undefined}
        style={{ "--hang": `${indent + 4}ch` }}
        {...{ [lineAttribute]: line.number - 1 }}
      >
        {spans ? <Spans line={line} text={text} /> : text || "\u200b"}
      </code>
    </>
  );
}

/** For browsers without custom highlights: one element per run of a bin, on the visible lines alone. */
function Spans({ line, text }: { readonly line: LensLine; readonly text: string }) {
  const parts = line.ranges.flatMap((range, index) => {
    const before = text.slice(line.ranges[index - 1]?.end ?? 0, range.start);
    return [
      before,
      <span key={range.start} className="lens-run" data-bin={binName(range.bin)}>
        {text.slice(range.start, range.end)}
      </span>,
    ];
  });
  return (
    <>
      {parts}
      {text.slice(line.ranges.at(-1)?.end ?? 0)}
    </>
  );
}

/** The line and the offset in it under a point of the window. Runs as spans are summed up to the one that was hit. */
function textAt(x: number, y: number): { line: number; offset: number } | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  const node = caret?.offsetNode;
  const element = node?.parentElement?.closest(`[${lineAttribute}]`);
  if (!caret || !node || !element) return null;
  const box = document.elementFromPoint(x, y);
  if (!box?.closest(`[${lineAttribute}]`)) return null;
  let offset = caret.offset;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text && text !== node; text = walker.nextNode())
    offset += text.textContent?.length ?? 0;
  return { line: Number(element.getAttribute(lineAttribute)), offset };
}
