"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** A box whose content may be wider than it: only then can the keyboard reach it, to scroll. */
export function ScrollBox({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth));
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className="overflow-x-auto" {...(scrolls ? { tabIndex: 0 } : {})}>
      {children}
    </div>
  );
}
