import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { RepositoryRow } from "#lib/sources/index.ts";
import { address, get } from "./http.ts";

export const repositoryKeys = { all: ["repositories"] } as const;

export function repositoryList() {
  return queryOptions({
    queryKey: repositoryKeys.all,
    queryFn: ({ signal }) => get(address(["repositories"]), z.array(RepositoryRow), { signal }),
  });
}
