"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import { trajectoryText } from "#lib/client/trajectories.ts";
import { findText, placeFlatText } from "./flat-text.ts";

/** Steps that hold what is sought, in order, and how often it stands there in all. */
export type Found = { readonly steps: readonly number[]; readonly hits: number; readonly more: boolean };

/**
 * Finds in the whole flat text, not in what happens to be mounted. `open` is false while the bar is closed: the text is
 * fetched only once someone looks for something.
 */
export function useFind(trajectoryId: string, open: boolean) {
  const [query, setQuery] = useState("");
  const text = useQuery({ ...trajectoryText(trajectoryId), enabled: open });
  const flat = useMemo(() => (text.data ? placeFlatText(text.data.text, text.data.segments) : null), [text.data]);
  const sought = useDeferredValue(query);
  const found = useMemo<Found>(() => {
    if (!flat || !open || sought.trim() === "") return { steps: [], hits: 0, more: false };
    const { hits, more } = findText(flat, sought);
    const steps = [...new Set(hits.map((hit) => hit.step).filter((step) => step !== null))];
    return { steps, hits: hits.length, more };
  }, [flat, open, sought]);
  return { query, setQuery, found, loading: open && text.isPending, error: text.error };
}

/** One line above the steps. Enter and Shift+Enter go from hit to hit, Escape closes. */
export function FindBar({
  query,
  onQuery,
  found,
  place,
  loading,
  error,
  onMove,
  onClose,
}: {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly found: Found;
  /** Index of the current step among those found; null where it is none of them. */
  readonly place: number | null;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly onMove: (direction: 1 | -1) => void;
  readonly onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  return (
    <search className="find-bar">
      <input
        ref={input}
        className="input"
        aria-label="Find in all steps"
        placeholder="Find in all steps"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onMove(event.shiftKey ? -1 : 1);
          }
          if (event.key === "Escape") {
            event.preventDefault();
            onClose();
          }
        }}
      />
      <span className="whitespace-nowrap text-12 text-text-3" role="status">
        {error ? `Not loaded: ${error.message}` : loading ? "Loading the text" : words(query, found, place)}
      </span>
      <IconButton
        label="Previous step that holds it"
        size="sm"
        onClick={() => onMove(-1)}
        disabled={found.steps.length === 0}
      >
        <ArrowUp aria-hidden="true" />
      </IconButton>
      <IconButton
        label="Next step that holds it"
        size="sm"
        onClick={() => onMove(1)}
        disabled={found.steps.length === 0}
      >
        <ArrowDown aria-hidden="true" />
      </IconButton>
      <IconButton label="Close find" size="sm" onClick={onClose}>
        <X aria-hidden="true" />
      </IconButton>
    </search>
  );
}

function words(query: string, found: Found, place: number | null): string {
  if (query.trim() === "") return "";
  if (found.steps.length === 0) return "nowhere";
  const at = place === null ? "" : `${place + 1} of `;
  const hits = `${found.more ? "more than " : ""}${formatCount(found.hits)} ${found.hits === 1 ? "place" : "places"}`;
  return `${at}${formatCount(found.steps.length)} steps, ${hits}`;
}
