import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { type DatasetFilter, DatasetPreview, ExportHead, type ExportInput } from "#lib/dataset/index.ts";
import { address, get, post } from "./http.ts";

export const datasetKeys = {
  previews: ["datasets", "preview"],
  preview: (filter: DatasetFilter) => ["datasets", "preview", filter] as const,
  exports: ["datasets", "exports"],
} as const;

const EXPORT_POLL_MS = 1000;

/** What a filter keeps and removes. While a new filter is counted the last numbers stay. */
export function datasetPreview(filter: DatasetFilter) {
  return queryOptions({
    queryKey: datasetKeys.preview(filter),
    queryFn: ({ signal }) => post(address(["datasets", "preview"]), DatasetPreview, filter, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Asks again each second for as long as an export is being written. */
export function exportList() {
  return queryOptions({
    queryKey: datasetKeys.exports,
    queryFn: ({ signal }) => get(address(["exports"]), z.array(ExportHead), { signal }),
    refetchInterval: (query) => (query.state.data?.some((each) => each.state === "running") ? EXPORT_POLL_MS : false),
  });
}

export function useStartExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ExportInput) => post(address(["exports"]), ExportHead, input),
    onSuccess: () => client.invalidateQueries({ queryKey: datasetKeys.exports }),
  });
}

/** Where a link downloads the rows. */
export function exportFileAddress(id: string): string {
  return address(["exports", id, "file"]);
}

/** Where a link downloads the manifest. */
export function exportManifestAddress(id: string): string {
  return address(["exports", id, "manifest"]);
}
