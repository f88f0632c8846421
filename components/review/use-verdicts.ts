"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToasts } from "#components/ui/toast.tsx";
import { datasetKeys } from "#lib/client/datasets.ts";
import { address, post } from "#lib/client/http.ts";
import { reviewKeys } from "#lib/client/reviews.ts";
import { type ReasonCode, Review, type Verdict } from "#lib/curation/index.ts";
import { reasonText } from "./reasons.ts";

export type Judgement = {
  readonly trajectoryIds: readonly string[];
  readonly verdict: Verdict;
  readonly reasons: readonly ReasonCode[];
  readonly note: string;
};

/**
 * Gives one verdict to one or many trajectories, one after the other, so that a failure leaves a known part done, and
 * shows it with the way back. Undoing takes back every one of them.
 */
export function useVerdicts() {
  const client = useQueryClient();
  const { show } = useToasts();

  async function refresh() {
    await Promise.all([
      client.invalidateQueries({ queryKey: reviewKeys.all }),
      client.invalidateQueries({ queryKey: datasetKeys.previews }),
    ]);
  }

  const undo = useMutation({
    mutationFn: async (reviews: readonly Review[]) => {
      for (const review of reviews) await post(address(["reviews", review.id, "undo"]), Review);
    },
    onError: (error) => show({ message: `Undo failed: ${error.message}` }),
    onSettled: refresh,
  });

  return useMutation({
    mutationFn: giveAll,
    onSuccess: ({ done, error }, judgement) => {
      if (done.length > 0) show({ message: textOf(judgement, done.length), undo: () => undo.mutate(done) });
      if (error) show({ message: `${judgement.trajectoryIds.length - done.length} not judged: ${error.message}` });
    },
    onSettled: refresh,
  });
}

async function giveAll(judgement: Judgement): Promise<{ done: Review[]; error: Error | null }> {
  const { verdict, reasons, note } = judgement;
  const done: Review[] = [];
  for (const id of judgement.trajectoryIds) {
    try {
      const input = { kind: "verdict", stepIndex: null, verdict, reasons, note };
      done.push(await post(address(["trajectories", id, "reviews"]), Review, input));
    } catch (error) {
      return { done, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
  return { done, error: null };
}

const WORDS = { accept: "Accepted", reject: "Rejected", abstain: "Abstained" } as const;

function textOf({ verdict, reasons }: Judgement, count: number): string {
  const reason = reasons.length > 0 ? `: ${reasonText(reasons)}` : "";
  return `${WORDS[verdict]}${count > 1 ? ` ${count} trajectories` : ""}${reason}.`;
}
