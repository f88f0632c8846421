"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button, IconButton } from "./button.tsx";

/** A modal dialog: title, body that scrolls, footer of actions. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  width = 560,
  footer,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly width?: number;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className="dialog"
          style={{ width }}
          onOpenAutoFocus={focusFirstField}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <header>
            <div className="grow min-w-0">
              <Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <div className="text-text-2">{description}</div>
                </Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="sm">
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-4 pb-4">{children}</div>
          {footer !== undefined && <footer>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Focus goes to the first field rather than to Close; without a field Radix chooses. */
function focusFirstField(event: Event): void {
  const content = event.target instanceof HTMLElement ? event.target : null;
  const field = content?.querySelector<HTMLElement>("input:not(:disabled), textarea:not(:disabled), [data-autofocus]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** Asks before something that cannot be taken back. `confirm` names the act: "Cancel the run". */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  confirm,
  keep = "Keep it",
  pending = false,
  onConfirm,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly confirm: string;
  readonly keep?: string;
  readonly pending?: boolean;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}) {
  const footer = (
    <>
      <span className="grow" />
      <Button size="lg" onClick={() => onOpenChange(false)}>
        {keep}
      </Button>
      <Button size="lg" variant="reject" onClick={onConfirm} disabled={pending}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} width={440} footer={footer}>
      <div className="text-text-2">{children}</div>
    </Dialog>
  );
}
