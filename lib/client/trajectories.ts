import { queryOptions, skipToken } from "@tanstack/react-query";
import { z } from "zod";
import { FlatText, PlacedAuditEvent, StepBody, StepHeader, StepSearch, Trajectory } from "#lib/trajectory/index.ts";
import { address, get } from "./http.ts";

export const trajectoryKeys = {
  all: ["trajectories"],
  list: ["trajectories", "list"],
  /** Everything of one trajectory: what a live run makes old. */
  one: (id: string) => ["trajectories", "one", id] as const,
  detail: (id: string) => ["trajectories", "one", id, "detail"] as const,
  headers: (id: string) => ["trajectories", "one", id, "headers"] as const,
  bodies: (id: string, from: number) => ["trajectories", "one", id, "bodies", from] as const,
  search: (id: string, index: number | null) => ["trajectories", "one", id, "search", index] as const,
  text: (id: string) => ["trajectories", "one", id, "text"] as const,
  audit: (id: string) => ["trajectories", "one", id, "audit"] as const,
} as const;

/** Bodies are fetched in pages of this many steps, so that neighbours share one request. */
export const BODY_PAGE_STEPS = 50;

export function trajectoryList() {
  return queryOptions({
    queryKey: trajectoryKeys.list,
    queryFn: ({ signal }) => get(address(["trajectories"]), z.array(Trajectory), { signal }),
  });
}

export function trajectoryDetail(id: string) {
  return queryOptions({
    queryKey: trajectoryKeys.detail(id),
    queryFn: ({ signal }) => get(address(["trajectories", id]), Trajectory, { signal }),
  });
}

export function stepHeaders(id: string) {
  return queryOptions({
    queryKey: trajectoryKeys.headers(id),
    queryFn: ({ signal }) => get(address(["trajectories", id, "steps"]), z.array(StepHeader), { signal }),
  });
}

/** The page of bodies that holds step `index`; the body itself is the entry with that index. */
export function stepBodies(id: string, index: number) {
  const from = Math.floor(index / BODY_PAGE_STEPS) * BODY_PAGE_STEPS;
  const path = address(["trajectories", id, "bodies"], { from, to: from + BODY_PAGE_STEPS });
  return queryOptions({
    queryKey: trajectoryKeys.bodies(id, from),
    queryFn: ({ signal }) => get(path, z.array(StepBody), { signal }),
  });
}

/** Candidates and per-unit log-probabilities of one thought. Waits while no step is chosen. */
export function stepSearch(id: string, index: number | null) {
  return queryOptions({
    queryKey: trajectoryKeys.search(id, index),
    queryFn:
      index === null
        ? skipToken
        : ({ signal }) => get(address(["trajectories", id, "steps", index, "search"]), StepSearch, { signal }),
  });
}

export function trajectoryText(id: string) {
  return queryOptions({
    queryKey: trajectoryKeys.text(id),
    queryFn: ({ signal }) => get(address(["trajectories", id, "text"]), FlatText, { signal }),
  });
}

export function trajectoryAudit(id: string) {
  const reply = z.strictObject({ events: z.array(PlacedAuditEvent) });
  return queryOptions({
    queryKey: trajectoryKeys.audit(id),
    queryFn: ({ signal }) => get(address(["trajectories", id, "audit"]), reply, { signal }),
  });
}
