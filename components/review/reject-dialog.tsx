"use client";

import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Keys } from "#components/ui/kbd.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import type { ReasonCode } from "#lib/curation/index.ts";
import { REASONS } from "./reasons.ts";

/** Asks why: digits switch reasons, Enter rejects. Rejecting without a reason is allowed, since haste beats no verdict. */
export function RejectDialog({
  what,
  onReject,
  onClose,
}: {
  /** "retrace" or "3 trajectories". */
  readonly what: string;
  readonly onReject: (reasons: readonly ReasonCode[], note: string) => void;
  readonly onClose: () => void;
}) {
  const [reasons, setReasons] = useState<readonly ReasonCode[]>([]);
  const [note, setNote] = useState("");

  function toggle(code: ReasonCode) {
    setReasons(reasons.includes(code) ? reasons.filter((each) => each !== code) : [...reasons, code]);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLTextAreaElement) return;
    const reason = REASONS[Number(event.key) - 1];
    if (reason) toggle(reason.code);
    if (event.key === "Enter") {
      event.preventDefault();
      onReject(reasons, note);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    onReject(reasons, note);
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Reject ${what}`} width={480}>
      <form onSubmit={submit} onKeyDown={onKeyDown} className="grid gap-3">
        <fieldset className="grid gap-1">
          <legend className="sr-only">Reasons</legend>
          {REASONS.map(({ code, name, meaning }, index) => (
            <div key={code} className="flex min-h-7 items-center gap-2">
              <Keys keys={String(index + 1)} />
              <Checkbox checked={reasons.includes(code)} onChange={() => toggle(code)}>
                {name} <span className="text-12 text-text-3">{meaning}</span>
              </Checkbox>
            </div>
          ))}
        </fieldset>
        <TextArea
          label="Note"
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="dialog-actions">
          <span className="grow" />
          <Button size="lg" onClick={onClose}>
            Keep it open
          </Button>
          <Button size="lg" type="submit" variant="reject" keys="Enter">
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
