"use client";

import { Search } from "lucide-react";
import { KindIcon } from "#components/marks/kind-icon.tsx";
import { usePreferences } from "#components/shell/preferences-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Filter } from "./rows.ts";

/** Which steps are shown, in how many lines, and the way to find. */
export function TimelineTools({
  filter,
  flagged,
  finding,
  scale,
  onFilter,
  onFind,
}: {
  readonly filter: Filter;
  readonly flagged: number;
  readonly finding: boolean;
  /** Where the bars of gains are full; null where nothing was scored. */
  readonly scale: string | null;
  readonly onFilter: (filter: Filter) => void;
  readonly onFind: () => void;
}) {
  const { preferences, choose } = usePreferences();
  return (
    <div className="toolbar">
      <Segmented<Filter>
        label="Show"
        value={filter}
        onChange={onFilter}
        segments={[
          { id: "all", label: "All" },
          {
            id: "thinks",
            label: (
              <>
                <KindIcon mark="think" size={9} decorative />
                Thinks
              </>
            ),
          },
          {
            id: "code",
            label: (
              <>
                <KindIcon mark="write" size={9} decorative />
                Code
              </>
            ),
          },
          { id: "flagged", label: `Flagged ${flagged}` },
        ]}
      />
      <span className="grow" />
      {scale !== null && <span className="hidden truncate text-11 text-text-3 min-[1500px]:inline">{scale}</span>}
      <Segmented
        label="Rows"
        value={preferences.density}
        onChange={(density) => choose({ density })}
        segments={[
          { id: "compact", label: "1 line" },
          { id: "two-line", label: "2 lines" },
        ]}
      />
      <Button
        size="sm"
        variant="quiet"
        aria-pressed={finding}
        icon={<Search aria-hidden="true" />}
        keys="/"
        onClick={onFind}
      >
        Find
      </Button>
    </div>
  );
}
