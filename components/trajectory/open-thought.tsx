"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLayoutEffect, useRef, useState } from "react";
import { formatPercent, plural } from "#components/ui/format.ts";
import { Keys } from "#components/ui/kbd.tsx";
import { stepBodies } from "#lib/client/trajectories.ts";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { Prose } from "./prose.tsx";

const clampPx = 226;
const linePx = 22;

/** The text of a step in place: clamped with a fade, opened whole on request, with what speaks against it below. */
export function OpenThought({
  trajectoryId,
  header,
  whole,
  onWhole,
}: {
  readonly trajectoryId: string;
  readonly header: StepHeader;
  readonly whole: boolean;
  readonly onWhole: () => void;
}) {
  const bodies = useQuery(stepBodies(trajectoryId, header.index));
  const box = useRef<HTMLDivElement>(null);
  const [hiddenLines, setHiddenLines] = useState(0);
  const body = bodies.data?.find((each) => each.index === header.index);
  const text = body?.text ?? null;

  // The height of wrapped text is known to the browser alone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has another height
  useLayoutEffect(() => {
    const height = box.current?.scrollHeight ?? 0;
    setHiddenLines(Math.max(0, Math.ceil((height - clampPx) / linePx)));
  }, [text]);

  if (bodies.isError) {
    return <p className="open-thought text-reject">The text did not load: {bodies.error.message}</p>;
  }
  return (
    <div className="open-thought">
      <div className="open-text" ref={box} data-clamped={(!whole && hiddenLines > 0) || undefined}>
        {text === null ? (
          bodies.isPending ? (
            header.summary
          ) : (
            <span className="text-text-3">This step has no text.</span>
          )
        ) : (
          <Prose text={text} />
        )}
      </div>
      <div className="open-more">
        {hiddenLines > 0 && (
          <button
            type="button"
            onClick={(event) => {
              event.stopPropagation();
              onWhole();
            }}
          >
            {whole ? "Show less" : plural(hiddenLines, "more line")} <Keys keys="Enter" />
          </button>
        )}
        <span className="grow" />
        {header.candidates > 0 && (
          <Link
            href={`/trajectories/${trajectoryId}/steps/${header.index}`}
            onClick={(event) => event.stopPropagation()}
          >
            {plural(header.candidates, "candidate")}, {header.accepted} accepted
          </Link>
        )}
        {header.leakOverlap !== null && <span>leak {formatPercent(header.leakOverlap)}</span>}
        {header.kind === "think" && (
          <span title={body?.ungroundedNames.join(", ")}>
            ungrounded names {header.ungrounded}
            {header.ungrounded > 0 && body && `: ${body.ungroundedNames.slice(0, 4).join(", ")}`}
          </span>
        )}
      </div>
    </div>
  );
}
