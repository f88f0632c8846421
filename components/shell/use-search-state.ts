"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useSyncExternalStore } from "react";

/** A change of the address: a string sets, an array sets several of one name, null removes. */
export type SearchChange = Readonly<Record<string, string | readonly string[] | null>>;

/**
 * Selection and filters live in the address: reads them, and `change` writes them without a jump or a new history
 * entry. The address itself is read, because Next tells of a change only after a transition: too late for a held key.
 */
export function useSearchState(): {
  readonly search: URLSearchParams;
  readonly change: (change: SearchChange, options?: { readonly push?: boolean }) => void;
} {
  const router = useRouter();
  const pathname = usePathname();
  // Renders anew after every navigation of Next, and is all there is on the server.
  const known = useSearchParams().toString();
  // A new function each time makes React look again after the commit, for Next moves the address no earlier: until then
  // it is the address of the screen that was left.
  const text = useSyncExternalStore(
    subscribe,
    () => (window.location.pathname === pathname ? readSearch() : known),
    () => known,
  );
  return {
    search: new URLSearchParams(text),
    change(change, options = {}) {
      const next = changeSearch(new URLSearchParams(readSearch()), change);
      const href = next === "" ? pathname : `${pathname}?${next}`;
      if (options.push) {
        router.push(href, { scroll: false });
        return;
      }
      window.history.replaceState(null, "", href);
      for (const listener of listeners) listener();
    },
  };
}

/** The query string after a change; names keep their places, new ones come last. */
export function changeSearch(search: URLSearchParams, change: SearchChange): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    for (const each of typeof value === "string" ? [value] : (value ?? [])) next.append(name, each);
  }
  return next.toString();
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

function readSearch(): string {
  return window.location.search.slice(1);
}
