import { keepPreviousData, queryOptions, skipToken } from "@tanstack/react-query";
import { type EstimateInput, SnapshotEstimate } from "#lib/runs/index.ts";
import { SnapshotFileBody, SnapshotHead } from "#lib/sources/index.ts";
import { Outline, StructureGraph } from "#lib/structure/index.ts";
import { address, get, post } from "./http.ts";

export const snapshotKeys = {
  detail: (id: string) => ["snapshots", id] as const,
  structure: (id: string) => ["snapshots", id, "structure"] as const,
  outline: (id: string, path: string | null) => ["snapshots", id, "outline", path] as const,
  file: (id: string, path: string | null) => ["snapshots", id, "file", path] as const,
  estimate: (id: string | null, input: EstimateInput | null) => ["snapshots", id, "estimate", input] as const,
};

/** A snapshot never changes, so what was fetched stays true. */
const unchanging = { staleTime: Number.POSITIVE_INFINITY };

export function snapshotDetail(id: string) {
  return queryOptions({
    ...unchanging,
    queryKey: snapshotKeys.detail(id),
    queryFn: ({ signal }) => get(address(["snapshots", id]), SnapshotHead, { signal }),
  });
}

export function snapshotStructure(id: string) {
  return queryOptions({
    ...unchanging,
    queryKey: snapshotKeys.structure(id),
    queryFn: ({ signal }) => get(address(["snapshots", id, "structure"]), StructureGraph, { signal }),
  });
}

/** Waits while no path is chosen. */
export function snapshotOutline(id: string, path: string | null) {
  return queryOptions({
    ...unchanging,
    queryKey: snapshotKeys.outline(id, path),
    queryFn:
      path === null
        ? skipToken
        : ({ signal }) => get(address(["snapshots", id, "outline"], { path }), Outline, { signal }),
  });
}

/** Waits while no path is chosen. */
export function snapshotFile(id: string, path: string | null) {
  return queryOptions({
    ...unchanging,
    queryKey: snapshotKeys.file(id, path),
    queryFn:
      path === null
        ? skipToken
        : ({ signal }) => get(address(["snapshots", id, "file"], { path }), SnapshotFileBody, { signal }),
  });
}

/** What a run with this config would ask; waits while there is no snapshot or no config that is whole. */
export function snapshotEstimate(id: string | null, input: EstimateInput | null) {
  return queryOptions({
    queryKey: snapshotKeys.estimate(id, input),
    queryFn:
      id === null || input === null
        ? skipToken
        : ({ signal }) => post(address(["snapshots", id, "estimate"]), SnapshotEstimate, input, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}
