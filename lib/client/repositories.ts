import { queryOptions, useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { RepositoryRow, UploadReceipt } from "#lib/sources/index.ts";
import { address, get, postBytes } from "./http.ts";

export const repositoryKeys = { all: ["repositories"] } as const;

export function repositoryList() {
  return queryOptions({
    queryKey: repositoryKeys.all,
    queryFn: ({ signal }) => get(address(["repositories"]), z.array(RepositoryRow), { signal }),
  });
}

/** Sends an archive; the receipt's `uploadId` then names it as a run's source. */
export function useUploadArchive() {
  return useMutation({
    mutationFn: (file: File) => postBytes(address(["uploads"], { name: file.name }), UploadReceipt, file),
  });
}
