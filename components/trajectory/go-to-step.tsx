"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Asks for a step by its number. */
export function GoToStep({
  open,
  steps,
  onOpenChange,
  onStep,
}: {
  readonly open: boolean;
  readonly steps: number;
  readonly onOpenChange: (open: boolean) => void;
  readonly onStep: (step: number) => void;
}) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();

  function go() {
    const number = Number.parseInt(text, 10);
    if (!Number.isSafeInteger(number) || number < 1 || number > steps) {
      setProblem(`There are steps 1 to ${steps}.`);
      return;
    }
    setText("");
    setProblem(undefined);
    onOpenChange(false);
    onStep(number - 1);
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Go to step" width={320}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextField
          label={`Number, 1 to ${steps}`}
          inputMode="numeric"
          autoComplete="off"
          value={text}
          problem={problem}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="main" size="lg">
          Go
        </Button>
      </form>
    </Dialog>
  );
}
