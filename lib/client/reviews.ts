import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { Review, type ReviewInput, ReviewRow, VerdictSummary } from "#lib/curation/index.ts";
import { datasetKeys } from "./datasets.ts";
import { address, get, post } from "./http.ts";

export const reviewKeys = {
  all: ["reviews"],
  list: ["reviews", "list"],
  summary: (trajectoryId: string) => ["reviews", "of", trajectoryId] as const,
} as const;

/** One row per trajectory, with what speaks for and against it. */
export function reviewList() {
  return queryOptions({
    queryKey: reviewKeys.list,
    queryFn: ({ signal }) => get(address(["reviews"]), z.array(ReviewRow), { signal }),
  });
}

/** What stands of one trajectory's verdicts, and the whole log. */
export function verdictSummary(trajectoryId: string) {
  return queryOptions({
    queryKey: reviewKeys.summary(trajectoryId),
    queryFn: ({ signal }) => get(address(["trajectories", trajectoryId, "reviews"]), VerdictSummary, { signal }),
  });
}

export function useSubmitReview(trajectoryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ReviewInput) => post(address(["trajectories", trajectoryId, "reviews"]), Review, input),
    onSuccess: () => forgetReviews(client, trajectoryId),
  });
}

/** Takes the review's id. */
export function useUndoReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post(address(["reviews", id, "undo"]), Review),
    onSuccess: (review) => forgetReviews(client, review.trajectoryId),
  });
}

/** Verdicts decide what datasets hold, so previews go with them. */
async function forgetReviews(client: QueryClient, trajectoryId: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: reviewKeys.summary(trajectoryId) }),
    client.invalidateQueries({ queryKey: reviewKeys.list }),
    client.invalidateQueries({ queryKey: datasetKeys.previews }),
  ]);
}
