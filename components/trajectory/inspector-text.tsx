"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { QueryError } from "#components/shell/query-state.tsx";
import { formatCount, formatPercent } from "#components/ui/format.ts";
import { LoadingRows } from "#components/ui/states.tsx";
import { VirtualList, type VirtualListHandle } from "#components/ui/virtual-list.tsx";
import { trajectoryText } from "#lib/client/trajectories.ts";
import { lineMask, lineOfStep, lineText, placeFlatText, segmentAt } from "./flat-text.ts";

/** The flat text as it is trained on, with its mask in the gutter: solid is trained, hatched is given. */
export function InspectorText({
  trajectoryId,
  step,
  onStep,
}: {
  readonly trajectoryId: string;
  readonly step: number | null;
  readonly onStep: (step: number) => void;
}) {
  const text = useQuery(trajectoryText(trajectoryId));
  const list = useRef<VirtualListHandle>(null);
  const flat = useMemo(() => (text.data ? placeFlatText(text.data.text, text.data.segments) : null), [text.data]);

  useEffect(() => {
    if (!flat || step === null) return;
    const line = lineOfStep(flat, step);
    if (line === null) return;
    // A list that has just been mounted knows its height only after the next frame.
    const frame = requestAnimationFrame(() => list.current?.scrollTo(line, "start"));
    return () => cancelAnimationFrame(frame);
  }, [flat, step]);

  if (text.isError) return <QueryError what="The text" error={text.error} onRetry={() => text.refetch()} />;
  if (!flat) return <LoadingRows label="the text" rows={16} height={18} />;
  const trained = flat.segments.reduce((sum, segment) => sum + (segment.train ? segment.end - segment.start : 0), 0);
  const all = flat.segments.at(-1)?.end ?? 0;
  return (
    <>
      <div className="toolbar text-12 text-text-3">
        <i className="mask-gutter h-4" data-mask="train" aria-hidden="true" /> trained{" "}
        {formatPercent(all === 0 ? 0 : trained / all)}
        <i className="mask-gutter h-4" data-mask="mask" aria-hidden="true" /> given
        <span className="grow" />
        {formatCount(all)} characters, {formatCount(flat.lines.length)} lines
      </div>
      <VirtualList
        ref={list}
        count={flat.lines.length}
        heightOf={() => 18}
        keyOf={(line) => line}
        label="Flat text"
        className="flat-text"
        render={(line) => {
          const start = flat.lines[line] ?? 0;
          const segment = segmentAt(flat, start);
          const begins = segment?.from === start && segment.step !== null;
          const mask = lineMask(flat, line);
          return (
            <div className="flat-line" data-current={(step !== null && segment?.step === step) || undefined}>
              <i
                className="mask-gutter"
                data-mask={mask === "part" ? "train" : mask}
                title={mask === "part" ? "partly trained" : undefined}
              />
              {begins && segment.step !== null ? (
                <button
                  type="button"
                  tabIndex={-1}
                  onClick={() => segment.step !== null && onStep(segment.step)}
                  aria-label={`Go to step ${segment.step + 1}`}
                >
                  {segment.step + 1}
                </button>
              ) : (
                <span />
              )}
              <code data-given={mask === "mask" || undefined}>{lineText(flat, line) || "\u200b"}</code>
            </div>
          );
        }}
      />
    </>
  );
}
