"use client";

import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

type Common = {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong and what would be right. */
  readonly problem?: string | undefined;
  readonly mono?: boolean;
};

/** A labelled input with its hint and its problem, tied together for screen readers. */
export function TextField({ label, hint, problem, mono = false, ...rest }: Common & ComponentProps<"input">) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <input className="input" {...rest} {...described(id, hint, problem)} {...(mono ? { "data-mono": "" } : {})} />
    </Field>
  );
}

export function TextArea({ label, hint, problem, mono = false, ...rest }: Common & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <textarea className="input" {...rest} {...described(id, hint, problem)} {...(mono ? { "data-mono": "" } : {})} />
    </Field>
  );
}

/** Label, hint and problem around any control that carries `id`. */
export function Field({
  id,
  label,
  hint,
  problem,
  children,
}: Pick<Common, "label" | "hint" | "problem"> & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {problem !== undefined && (
        <p className="problem" id={`${id}-problem`} role="alert">
          <CircleAlert className="ico" aria-hidden="true" />
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: ReactNode, problem: string | undefined) {
  const ids = [problem === undefined ? "" : `${id}-problem`, hint === undefined ? "" : `${id}-hint`];
  const by = ids.filter((each) => each !== "").join(" ");
  return { id, "aria-invalid": problem !== undefined, ...(by === "" ? {} : { "aria-describedby": by }) };
}
