"use client";

import clsx from "clsx";
import { useParams } from "next/navigation";
import type { ReactNode } from "react";
import { RunList } from "./run-list.tsx";

/** List at the left, one run at the right; on a narrow screen one of the two. */
export function RunsLayout({ children }: { readonly children: ReactNode }) {
  const { id } = useParams<{ id?: string }>();
  return (
    <div className="runs-layout">
      <section className={clsx("pane border-r border-line", id && "max-wide:hidden")} aria-label="List of runs">
        <RunList />
      </section>
      <section className={clsx("pane", !id && "max-wide:hidden")} aria-label="Run">
        {children}
      </section>
    </div>
  );
}
