"use client";

import { Check, CircleAlert, Info, TriangleAlert } from "lucide-react";
import { PathText } from "#components/marks/path-text.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { formatClock, formatCount } from "#components/ui/format.ts";
import { Select } from "#components/ui/select.tsx";
import { VirtualList } from "#components/ui/virtual-list.tsx";
import type { RunEvent } from "#lib/runs/index.ts";
import { type EventFilter, eventRows } from "./rows.ts";

const FILTERS = [
  { id: "all", label: "All" },
  { id: "notes", label: "Notes and problems" },
  { id: "problems", label: "Problems" },
] as const;

/** The run's account, newest first. */
export function EventList({ events }: { readonly events: readonly RunEvent[] }) {
  const { search, change } = useSearchState();
  const filter: EventFilter = FILTERS.find(({ id }) => id === search.get("events"))?.id ?? "all";
  const rows = eventRows(events, filter);
  return (
    <section aria-label="Events" className="flex min-h-[180px] grow flex-col">
      <div className="pane-head">
        <h2>Events</h2>
        <span className="text-11 text-text-3">{formatCount(rows.length)}</span>
        <span className="grow" />
        <Select
          label="Which events"
          options={FILTERS}
          value={filter}
          onChange={(next) => change({ events: next === "all" ? null : next })}
        />
      </div>
      {rows.length === 0 ? (
        <p className="px-3 text-12 text-text-3">{events.length === 0 ? "Nothing happened yet." : "No such event."}</p>
      ) : (
        <VirtualList
          label="Events, newest first"
          count={rows.length}
          heightOf={() => 40}
          keyOf={(index) => rows[index]?.id ?? index}
          render={(index) => {
            const event = rows[index];
            return event && <EventLine event={event} />;
          }}
        />
      )}
    </section>
  );
}

function EventLine({ event }: { readonly event: RunEvent }) {
  return (
    <div className="event-line">
      <time className="mono text-text-3" dateTime={event.at}>
        {formatClock(event.at)}
      </time>
      <LevelIcon level={event.level} />
      <span className="min-w-0">
        <span className="block truncate font-name">
          {event.path === null ? event.kind : <PathText path={event.path} />}
        </span>
        <span className="text-text-2 [overflow-wrap:anywhere]">{event.message}</span>
      </span>
    </div>
  );
}

function LevelIcon({ level }: { readonly level: RunEvent["level"] }) {
  switch (level) {
    case "info":
      return <Check className="ico text-accept" role="img" aria-label="done" />;
    case "note":
      return <Info className="ico text-text-3" role="img" aria-label="note" />;
    case "warning":
      return <TriangleAlert className="ico text-warn" role="img" aria-label="warning" />;
    case "error":
      return <CircleAlert className="ico text-reject" role="img" aria-label="error" />;
  }
}
