"use client";

import { Check, MessageSquare, Undo2, X } from "lucide-react";
import { useState } from "react";
import { KindIcon, markOf } from "#components/marks/kind-icon.tsx";
import { VerdictMark } from "#components/marks/verdict-mark.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { Button } from "#components/ui/button.tsx";
import { Keys } from "#components/ui/kbd.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { useToasts } from "#components/ui/toast.tsx";
import { useSubmitReview, useUndoReview } from "#lib/client/reviews.ts";
import type { ReasonCode, Verdict, VerdictSummary } from "#lib/curation/index.ts";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { isJudged } from "./navigate.ts";
import { lastStanding, reasons, reviewWords } from "./review-words.ts";

/** What a verdict is about. */
export type Judged = "step" | "trajectory";

/** Judges the step or the whole: reasons, note, Undo, Skip, Reject, Accept, always in that order and place. */
export function VerdictBar({
  trajectoryId,
  header,
  title,
  headers,
  verdicts,
  onJudged,
}: {
  readonly trajectoryId: string;
  readonly header: StepHeader | null;
  /** The step in words. */
  readonly title: string;
  readonly headers: readonly StepHeader[];
  readonly verdicts: VerdictSummary;
  /** Called after a verdict on a step, so that the next one that waits can be shown. */
  readonly onJudged: (step: number) => void;
}) {
  const [chosen, setChosen] = useState<Judged>("step");
  const [codes, setCodes] = useState<readonly ReasonCode[]>([]);
  const [note, setNote] = useState("");
  const toasts = useToasts();
  const submit = useSubmitReview(trajectoryId);
  const undo = useUndoReview();
  const judged: Judged = header === null ? "trajectory" : chosen;
  const stepIndex = judged === "step" ? (header?.index ?? null) : null;
  const standing = stepIndex === null ? verdicts.trajectory : (verdicts.steps[String(stepIndex)] ?? null);
  const waiting = headers.filter(isJudged);
  const done = waiting.filter((each) => verdicts.steps[String(each.index)] !== undefined).length;
  const last = lastStanding(verdicts.log);

  function takeBack(id: string) {
    undo.mutate(id, { onError: (error) => toasts.show({ message: `Not undone: ${error.message}` }) });
  }
  function judge(verdict: Verdict) {
    if (submit.isPending) return;
    const input = {
      kind: "verdict",
      stepIndex,
      verdict,
      reasons: verdict === "accept" ? [] : [...codes],
      note,
    } as const;
    submit.mutate(input, {
      onSuccess: (review) => {
        const what = stepIndex === null ? "the trajectory" : `step ${stepIndex + 1}`;
        toasts.show({ message: `${reviewWords(review)} — ${what}`, undo: () => takeBack(review.id) });
      },
      onError: (error) => toasts.show({ message: `The verdict was not kept: ${error.message}` }),
    });
    setCodes([]);
    setNote("");
    if (stepIndex !== null) onJudged(stepIndex);
  }
  function toggle(code: ReasonCode) {
    setCodes(codes.includes(code) ? codes.filter((each) => each !== code) : [...codes, code]);
  }

  useHotkeys("Judge", [
    { keys: "a", label: "Accept", run: () => judge("accept") },
    { keys: "x", label: "Reject", run: () => judge("reject") },
    { keys: "Space", label: "Skip", run: () => judge("abstain") },
    { keys: "Backspace", label: "Undo the last verdict", run: () => last && takeBack(last.id) },
    ...reasons.map(({ code, label }, index) => ({
      keys: String(index + 1),
      label: `Reason: ${label.toLowerCase()}`,
      run: () => toggle(code),
    })),
  ]);

  return (
    <section className="verdict-bar" aria-label="Verdict">
      <Segmented<Judged>
        label="What is judged"
        value={judged}
        onChange={setChosen}
        segments={[
          {
            id: "step",
            disabled: header === null,
            label: header ? (
              <>
                <KindIcon mark={markOf(header.kind, header.tool)} size={10} decorative />
                Step {header.index + 1}
              </>
            ) : (
              "Step"
            ),
          },
          { id: "trajectory", label: "Whole" },
        ]}
      />
      <span className="max-wide:hidden min-w-0 max-w-44 truncate text-12 text-text-3">
        {judged === "step" ? title : "the trajectory"}
      </span>
      {standing !== null && <VerdictMark verdict={standing} />}
      <span className="verdict-line" />
      <fieldset className="verdict-reasons" aria-label="Reasons">
        {reasons.map(({ code, label }, index) => (
          <button
            key={code}
            type="button"
            aria-pressed={codes.includes(code)}
            onClick={() => toggle(code)}
            className={index > 2 ? "max-wide:hidden" : undefined}
          >
            <Keys keys={String(index + 1)} />
            {label}
          </button>
        ))}
      </fieldset>
      <Popover
        label="Note"
        width={320}
        trigger={
          <Button size="sm" variant="quiet" icon={<MessageSquare aria-hidden="true" />}>
            {note === "" ? "Note" : "Note…"}
          </Button>
        }
      >
        <TextArea
          label="Note, kept with the verdict"
          rows={4}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Popover>
      <span className="grow" />
      <span className="max-wide:hidden whitespace-nowrap text-12 text-text-3">
        {done} of {waiting.length} judged
      </span>
      <Button
        size="sm"
        variant="quiet"
        icon={<Undo2 aria-hidden="true" />}
        keys="Backspace"
        disabled={last === null}
        onClick={() => last && takeBack(last.id)}
      >
        Undo
      </Button>
      <Button size="sm" variant="quiet" keys="Space" onClick={() => judge("abstain")}>
        Skip
      </Button>
      <Button size="sm" variant="reject" icon={<X aria-hidden="true" />} keys="x" onClick={() => judge("reject")}>
        Reject
      </Button>
      <Button size="sm" variant="main" icon={<Check aria-hidden="true" />} keys="a" onClick={() => judge("accept")}>
        Accept
      </Button>
    </section>
  );
}
