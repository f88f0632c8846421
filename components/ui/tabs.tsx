"use client";

import clsx from "clsx";
import { type KeyboardEvent, type ReactNode, useRef } from "react";

export type Tab = { readonly id: string; readonly label: ReactNode; readonly count?: string };

/** A strip of tabs with roving focus: arrows move and choose. Pair each panel with `tabPanel(group, id)`. */
export function Tabs({
  group,
  label,
  tabs,
  value,
  onChange,
  className,
}: {
  /** Id that is unique in the page; ties tabs to panels. */
  readonly group: string;
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly className?: string;
}) {
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent) {
    const now = tabs.findIndex((tab) => tab.id === value);
    const next = nextIndex(event.key, now, tabs.length);
    const tab = next === null ? undefined : tabs[next];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(group, tab.id))}`)?.focus();
  }

  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      className={clsx("tabs", className)}
      onKeyDown={move}
      tabIndex={-1}
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={tabId(group, tab.id)}
          aria-selected={tab.id === value}
          aria-controls={tab.id === value ? panelId(group, tab.id) : undefined}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && <span className="n">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** Attributes of the panel that belongs to a tab. */
export function tabPanel(group: string, id: string) {
  return { role: "tabpanel", id: panelId(group, id), "aria-labelledby": tabId(group, id) } as const;
}

/** Where an arrow, Home or End leads, or null for other keys. */
export function nextIndex(key: string, now: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowRight":
      return (now + 1) % count;
    case "ArrowLeft":
      return (now - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

function tabId(group: string, id: string): string {
  return `${group}-tab-${id}`;
}

function panelId(group: string, id: string): string {
  return `${group}-panel-${id}`;
}
