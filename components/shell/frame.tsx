"use client";

import { type ReactNode, useState } from "react";
import { useToasts } from "#components/ui/toast.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { useHotkeys } from "./hotkeys.ts";
import { KeyboardSheet } from "./keyboard-sheet.tsx";
import { usePreferences } from "./preferences-provider.tsx";
import { useScreens } from "./screens.ts";
import { TopBar } from "./top-bar.tsx";

/** Everything around a screen: top bar, palette, keyboard sheet, skip link. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "sheet" | null>(null);
  const { preferences, choose } = usePreferences();
  const { undoLast } = useToasts();
  const goTo = useScreens();

  useHotkeys("Everywhere", [
    {
      keys: "Mod+k",
      label: "Go to a run, trajectory, repository or screen",
      whileTyping: true,
      run: () => setOpen("palette"),
    },
    { keys: "?", label: "Show the shortcuts", run: () => setOpen("sheet") },
    { keys: "Backspace", label: "Undo", run: () => undoLast() },
    { keys: "Mod+z", run: () => undoLast() },
    {
      keys: "v",
      label: "Switch between compact and two-line rows",
      run: () => choose({ density: preferences.density === "compact" ? "two-line" : "compact" }),
    },
    ...goTo,
  ]);

  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar onPalette={() => setOpen("palette")} onSheet={() => setOpen("sheet")} />
      <main id="main" className="flex min-h-0 min-w-0 flex-col" tabIndex={-1}>
        {children}
      </main>
      <CommandPalette open={open === "palette"} onOpenChange={(next) => setOpen(next ? "palette" : null)} />
      <KeyboardSheet open={open === "sheet"} onOpenChange={(next) => setOpen(next ? "sheet" : null)} />
    </div>
  );
}
