"use client";

import { useState } from "react";
import { VerdictMark } from "#components/marks/verdict-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatClock, formatDate } from "#components/ui/format.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { useToasts } from "#components/ui/toast.tsx";
import { useSubmitReview, useUndoReview } from "#lib/client/reviews.ts";
import type { Review, VerdictSummary } from "#lib/curation/index.ts";
import { reviewWords } from "./review-words.ts";

/** The log of verdicts and notes, newest first. Nothing is deleted; what was undone says so. */
export function InspectorHistory({
  trajectoryId,
  step,
  verdicts,
  onStep,
}: {
  readonly trajectoryId: string;
  readonly step: number | null;
  readonly verdicts: VerdictSummary;
  readonly onStep: (step: number) => void;
}) {
  const log = verdicts.log.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
  return (
    <>
      <NoteForm trajectoryId={trajectoryId} step={step} />
      {log.length === 0 ? (
        <EmptyState>No verdicts and notes yet. The bar below judges a step or the whole.</EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ol className="min-h-0 grow overflow-y-auto" aria-label="Reviews, newest first" tabIndex={0}>
          {log.map((review) => (
            <Entry key={review.id} review={review} onStep={onStep} />
          ))}
        </ol>
      )}
    </>
  );
}

function Entry({ review, onStep }: { readonly review: Review; readonly onStep: (step: number) => void }) {
  const undo = useUndoReview();
  const toasts = useToasts();
  const { stepIndex } = review;
  return (
    <li className="history-entry" data-undone={review.undoneAt !== null || undefined}>
      {review.verdict ? <VerdictMark verdict={review.verdict} decorative /> : <span className="w-3.5" />}
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="history-words font-name">{reviewWords(review)}</span>
          {stepIndex === null ? (
            <span className="text-text-3">the trajectory</span>
          ) : (
            <button type="button" className="text-accent hover:underline" onClick={() => onStep(stepIndex)}>
              step {stepIndex + 1}
            </button>
          )}
          <span className="text-11 text-text-3">
            {review.reviewer}, {formatDate(review.createdAt)} {formatClock(review.createdAt)}
            {review.undoneAt !== null && `, undone ${formatClock(review.undoneAt)}`}
          </span>
        </p>
        {review.note !== "" && (
          <p className="whitespace-pre-wrap text-text-2 [overflow-wrap:anywhere]">{review.note}</p>
        )}
      </div>
      {review.undoneAt === null && (
        <Button
          size="sm"
          variant="quiet"
          disabled={undo.isPending}
          onClick={() =>
            undo.mutate(review.id, { onError: (error) => toasts.show({ message: `Not undone: ${error.message}` }) })
          }
        >
          Undo
        </Button>
      )}
    </li>
  );
}

function NoteForm({ trajectoryId, step }: { readonly trajectoryId: string; readonly step: number | null }) {
  const [note, setNote] = useState("");
  const submit = useSubmitReview(trajectoryId);
  const about = step === null ? "the trajectory" : `step ${step + 1}`;
  return (
    <form
      className="grid gap-2 border-b border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim() === "") return;
        submit.mutate({ kind: "note", stepIndex: step, note }, { onSuccess: () => setNote("") });
      }}
    >
      <TextArea
        label={`Note on ${about}`}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        problem={submit.error?.message}
      />
      <div>
        <Button type="submit" size="sm" disabled={submit.isPending || note.trim() === ""}>
          Add note
        </Button>
      </div>
    </form>
  );
}
