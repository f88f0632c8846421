import type { RunHead } from "#lib/runs/index.ts";
import type { RepositoryRow } from "#lib/sources/index.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";
import type { Screen } from "./screens.ts";

/** A place to go to. */
export type Place = {
  readonly id: string;
  readonly kind: "screen" | "run" | "trajectory" | "repository";
  readonly label: string;
  readonly detail: string;
  readonly href: string;
};

/** Everything that can be gone to, screens first, then newest first as the server lists them. */
export function placesOf(known: {
  readonly screens: readonly Screen[];
  readonly runs: readonly RunHead[];
  readonly trajectories: readonly Trajectory[];
  readonly repositories: readonly RepositoryRow[];
}): Place[] {
  return [
    ...known.screens.map(({ href, name }) => ({ id: href, kind: "screen", label: name, detail: "", href }) as const),
    ...known.repositories.flatMap(({ id, name, address, snapshot }) =>
      snapshot === null
        ? []
        : [{ id, kind: "repository", label: name, detail: address, href: `/snapshots/${snapshot.id}/graph` } as const],
    ),
    ...known.runs.map(
      ({ id, name, state }) => ({ id, kind: "run", label: name, detail: state, href: `/runs/${id}` }) as const,
    ),
    ...known.trajectories.map(
      ({ id, repository, stats }) =>
        ({
          id,
          kind: "trajectory",
          label: repository.name,
          detail: `${stats.files} files, ${stats.steps} steps`,
          href: `/trajectories/${id}`,
        }) as const,
    ),
  ];
}

/** The places that hold every word typed, those whose label begins with it first. */
export function findPlaces(places: readonly Place[], typed: string, limit = 50): Place[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return places.slice(0, limit);
  const first = words[0] ?? "";
  return places
    .filter((place) => {
      const text = `${place.label} ${place.kind} ${place.detail} ${place.id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((place) => ({ place, rank: place.label.toLowerCase().startsWith(first) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ place }) => place)
    .slice(0, limit);
}
