import { byCodeUnit } from "#lib/std/order.ts";
import type { Trajectory } from "#lib/trajectory/index.ts";

/** How the list is sorted. */
export type ListSort = {
  readonly by: "repository" | "files" | "steps" | "characters" | "gain" | "created";
  readonly descending: boolean;
};

/** The same column again turns round; another begins with its largest, names with their first. */
export function nextSort(sort: ListSort, by: ListSort["by"]): ListSort {
  return sort.by === by ? { by, descending: !sort.descending } : { by, descending: by !== "repository" };
}

/** Sorted rows; what is unknown comes last either way, equals by id. */
export function sortTrajectories(trajectories: readonly Trajectory[], sort: ListSort): Trajectory[] {
  const sign = sort.descending ? -1 : 1;
  return trajectories.toSorted((a, b) => {
    const first = fieldOf(a, sort.by);
    const second = fieldOf(b, sort.by);
    if (first === null || second === null) {
      return first === second ? byCodeUnit(a.id, b.id) : first === null ? 1 : -1;
    }
    const order = typeof first === "string" ? byCodeUnit(first, String(second)) : first - Number(second);
    return sign * order || byCodeUnit(a.id, b.id);
  });
}

function fieldOf(trajectory: Trajectory, by: ListSort["by"]): string | number | null {
  switch (by) {
    case "repository":
      return trajectory.repository.name;
    case "files":
      return trajectory.stats.files;
    case "steps":
      return trajectory.stats.steps;
    case "characters":
      return trajectory.stats.characters;
    case "gain":
      return trajectory.stats.meanGain;
    case "created":
      return trajectory.createdAt;
  }
}
