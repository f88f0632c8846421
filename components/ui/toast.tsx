"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "./button.tsx";

/** How long a toast stays, and with it the way back. */
export const TOAST_MS = 5000;

export type Toast = { readonly message: ReactNode; readonly undo?: () => void };
type Shown = Toast & { readonly id: number };
type Toasts = {
  readonly show: (toast: Toast) => void;
  /** Takes back the newest toast's act; false where there is nothing to take back. */
  readonly undoLast: () => boolean;
};

const Context = createContext<Toasts | null>(null);

/** Shows a line at the bottom for 5 s, with Undo where the act can be taken back. */
export function useToasts(): Toasts {
  const toasts = useContext(Context);
  if (!toasts) throw new Error("useToasts needs a ToastProvider above it.");
  return toasts;
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const count = useRef(0);
  const newest = useRef<readonly Shown[]>([]);

  useEffect(() => {
    newest.current = shown;
  }, [shown]);

  const close = useCallback((id: number) => setShown((all) => all.filter((each) => each.id !== id)), []);
  const value = useMemo<Toasts>(
    () => ({
      show(toast) {
        count.current += 1;
        const next = { ...toast, id: count.current };
        setShown((all) => [...all.slice(-2), next]);
      },
      undoLast() {
        const last = newest.current.findLast((each) => each.undo !== undefined);
        if (!last?.undo) return false;
        close(last.id);
        last.undo();
        return true;
      },
    }),
    [close],
  );

  return (
    <Context value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {shown.map((toast) => (
          <ToastLine key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
      </div>
    </Context>
  );
}

function ToastLine({ toast, onClose }: { readonly toast: Shown; readonly onClose: () => void }) {
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);

  useEffect(() => {
    close.current = onClose;
  }, [onClose]);

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => close.current(), TOAST_MS);
    return () => clearTimeout(timer);
  }, [held]);

  function undo() {
    onClose();
    toast.undo?.();
  }

  return (
    // Time stands still while the pointer or the focus is on it (WCAG 2.2.1).
    // biome-ignore lint/a11y/noStaticElementInteractions: only holds the timer; the button inside is the control
    <div
      className="toast"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="min-w-0">{toast.message}</span>
      {toast.undo && (
        <Button size="sm" variant="quiet" keys="Backspace" onClick={undo}>
          Undo
        </Button>
      )}
    </div>
  );
}
