"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useRef, useState } from "react";
import { Tag } from "#components/ui/tag.tsx";
import { repositoryList } from "#lib/client/repositories.ts";
import { runList } from "#lib/client/runs.ts";
import { trajectoryList } from "#lib/client/trajectories.ts";
import { findPlaces, type Place, placesOf } from "./palette-rows.ts";
import { SCREENS } from "./screens.ts";

/** Goes to anything by name: a combobox in a dialog. */
export function CommandPalette({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" style={{ width: 600 }} aria-describedby={undefined}>
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <Places onClose={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Places({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [current, setCurrent] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const places = findPlaces(useKnownPlaces(), typed);

  function go(place: Place | undefined) {
    if (!place) return;
    onClose();
    router.push(place.href);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && places.length > 0) {
      event.preventDefault();
      const next = (current + step + places.length) % places.length;
      setCurrent(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Enter") {
      event.preventDefault();
      go(places[current]);
    }
  }

  return (
    <div className="relative flex min-h-0 flex-col">
      <Search className="ico absolute top-[15px] left-4 text-text-3" aria-hidden="true" />
      <input
        className="palette-input"
        role="combobox"
        aria-label="Go to run, trajectory, repository or screen"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={places.length > 0 ? `palette-${current}` : undefined}
        placeholder="Go to run, trajectory, repository or screen"
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value);
          setCurrent(0);
        }}
      />
      <div ref={list} id="palette-list" className="palette-list" role="listbox" aria-label="Places">
        {places.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, by aria-activedescendant
          <div
            key={`${place.kind}-${place.id}`}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onMouseMove={() => setCurrent(index)}
            onClick={() => go(place)}
          >
            <span className="font-name">{place.label}</span>
            <span className="grow truncate text-12 text-text-3">{place.detail}</span>
            <Tag>{place.kind}</Tag>
          </div>
        ))}
      </div>
      {places.length === 0 && <p className="px-4 pb-4 text-text-3">Nothing is called “{typed}”.</p>}
    </div>
  );
}

function useKnownPlaces(): Place[] {
  const runs = useQuery(runList());
  const trajectories = useQuery(trajectoryList());
  const repositories = useQuery(repositoryList());
  return placesOf({
    screens: SCREENS,
    runs: runs.data ?? [],
    trajectories: trajectories.data ?? [],
    repositories: repositories.data ?? [],
  });
}
