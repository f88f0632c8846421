"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";

/** A change of the address: a string sets, an array sets several of one name, null removes. */
export type SearchChange = Readonly<Record<string, string | readonly string[] | null>>;

/** Selection and filters live in the address: reads them, and `change` writes them without a jump or a new history entry. */
export function useSearchState(): {
  readonly search: URLSearchParams;
  readonly change: (change: SearchChange, options?: { readonly push?: boolean }) => void;
} {
  const router = useRouter();
  const pathname = usePathname();
  const current = useSearchParams();
  const search = new URLSearchParams(current);
  return {
    search,
    change(change, options = {}) {
      const text = changeSearch(search, change);
      const href = text === "" ? pathname : `${pathname}?${text}`;
      if (options.push) router.push(href, { scroll: false });
      else window.history.replaceState(null, "", href);
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
