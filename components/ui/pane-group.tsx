"use client";

import { Fragment, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { NARROW, useMedia } from "./media.ts";
import { Tabs, tabPanel } from "./tabs.tsx";

export type Pane = {
  readonly id: string;
  /** Name of the pane and of its tab on a narrow screen. */
  readonly title: string;
  readonly count?: string;
  /** Pixels ("236px") or a share ("40%"); the rest is shared by panes without one. */
  readonly size?: string;
  readonly min: string;
  readonly content: ReactNode;
};

/** Panes side by side with draggable edges; below 1100 px one at a time under tabs. Widths are kept per `id`. */
export function PaneGroup({
  id,
  label,
  panes,
  active,
  onActive,
}: {
  readonly id: string;
  readonly label: string;
  readonly panes: readonly Pane[];
  /** The pane on a narrow screen. */
  readonly active: string;
  readonly onActive: (id: string) => void;
}) {
  const narrow = useMedia(NARROW);
  return narrow ? (
    <TabbedPanes id={id} label={label} panes={panes} active={active} onActive={onActive} />
  ) : (
    <SplitPanes id={id} panes={panes} />
  );
}

function TabbedPanes({ id, label, panes, active, onActive }: Parameters<typeof PaneGroup>[0]) {
  const pane = panes.find((each) => each.id === active) ?? panes[0];
  if (!pane) return null;
  const tabs = panes.map(({ id: tab, title, count }) => ({
    id: tab,
    label: title,
    ...(count === undefined ? {} : { count }),
  }));
  return (
    <div className="pane grow">
      <Tabs group={id} label={label} tabs={tabs} value={pane.id} onChange={onActive} />
      <div className="pane grow" {...tabPanel(id, pane.id)}>
        {pane.content}
      </div>
    </div>
  );
}

function SplitPanes({ id, panes }: { readonly id: string; readonly panes: readonly Pane[] }) {
  const layout = useDefaultLayout({ id: `panes-${id}`, panelIds: panes.map((pane) => pane.id), storage: safeStorage });
  return (
    <Group
      id={id}
      className="min-h-0 grow"
      orientation="horizontal"
      {...(layout.defaultLayout ? { defaultLayout: layout.defaultLayout } : {})}
      onLayoutChanged={layout.onLayoutChanged}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && <Separator className="pane-handle" aria-label={`Width of ${pane.title}`} />}
          <Panel
            id={pane.id}
            minSize={pane.min}
            groupResizeBehavior={pane.size?.endsWith("px") ? "preserve-pixel-size" : "preserve-relative-size"}
            {...(pane.size === undefined ? {} : { defaultSize: pane.size })}
          >
            <section className="pane h-full" aria-label={pane.title}>
              {pane.content}
            </section>
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

/** Storage is absent on the server and may be refused in a private window: widths are then the default ones. */
const safeStorage = {
  getItem(key: string): string | null {
    try {
      return typeof localStorage === "undefined" ? null : localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Nothing is lost but a width.
    }
  },
};
