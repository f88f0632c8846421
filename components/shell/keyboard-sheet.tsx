"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { Keys } from "#components/ui/kbd.tsx";
import { useHotkeyScopes } from "./hotkeys.ts";

/** Every shortcut that works on this screen. */
export function KeyboardSheet({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const scopes = useHotkeyScopes().toReversed();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      description="Single letters rest while you type or a dialog is open. Settings can switch them off."
      width={640}
    >
      <div className="sheet">
        {scopes.map((scope) => (
          <section key={scope.name} aria-label={scope.name}>
            <h3 className="overline-label">{scope.name}</h3>
            <dl>
              {scope.hotkeys
                .filter((hotkey) => hotkey.label)
                .map((hotkey) => (
                  <div key={hotkey.keys}>
                    <dt>{hotkey.label}</dt>
                    <dd>
                      <span className="sr-only">{hotkey.keys}</span>
                      <Keys keys={hotkey.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
