"use client";

import { select, type ZoomBehavior, zoom, zoomIdentity } from "d3";
import { type RefObject, useEffect, useRef } from "react";

const marginPx = 36;
const largest = 4;
const smallest = 0.05;

export type Camera = {
  readonly fit: () => void;
  readonly by: (factor: number) => void;
  readonly pan: (x: number, y: number) => void;
};

/**
 * Wheel and drag move the picture; React never does. It fits once for each `picture` (mode, focus of an ego graph) and
 * when asked, so that neither a selection nor an opened folder moves what one looks at.
 */
export function useCamera(
  svg: RefObject<SVGSVGElement | null>,
  layer: RefObject<SVGGElement | null>,
  size: { readonly width: number; readonly height: number },
  picture: string,
): Camera {
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);

  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const created = zoom<SVGSVGElement, unknown>()
      .scaleExtent([smallest, largest])
      .on("zoom", (event: { transform: { toString(): string } }) => {
        layer.current?.setAttribute("transform", event.transform.toString());
      });
    behaviour.current = created;
    select(element).call(created).on("dblclick.zoom", null);
    return () => {
      select(element).on(".zoom", null);
    };
  }, [svg, layer]);

  function fit() {
    const element = svg.current;
    if (!element || !behaviour.current || size.width === 0) return;
    const { width, height } = element.getBoundingClientRect();
    const scale = Math.max(
      smallest,
      Math.min(1.25, (width - 2 * marginPx) / size.width, (height - 2 * marginPx) / Math.max(1, size.height)),
    );
    const x = (width - size.width * scale) / 2;
    const y = (height - size.height * scale) / 2;
    select(element).call(behaviour.current.transform, zoomIdentity.translate(x, y).scale(scale));
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another picture is fitted, never another selection
  useEffect(fit, [picture]);

  return {
    fit,
    by(factor) {
      if (svg.current && behaviour.current) select(svg.current).call(behaviour.current.scaleBy, factor);
    },
    pan(x, y) {
      if (svg.current && behaviour.current) select(svg.current).call(behaviour.current.translateBy, x, y);
    },
  };
}
