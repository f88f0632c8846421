"use client";

import { useSyncExternalStore } from "react";

/** One key a box. `Mod` is ⌘ on a Mac and Ctrl elsewhere; "g r" is two keys one after the other. */
export function Keys({ keys }: { readonly keys: string }) {
  const mac = useSyncExternalStore(subscribe, onMac, () => false);
  const boxes = keys.split(/[+ ]/u).map((key) => nameOf(key, mac));
  return (
    <span className="kbds" aria-hidden="true">
      {boxes.map((box, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: "g g" is the same key twice
        <kbd className="kbd" key={index}>
          {box}
        </kbd>
      ))}
    </span>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  Enter: "↵",
  Backspace: "⌫",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Shift: "⇧",
};

function nameOf(key: string, mac: boolean): string {
  if (key === "Mod") return mac ? "⌘" : "Ctrl";
  return NAMES[key] ?? key;
}

function subscribe(): () => void {
  return () => undefined;
}

function onMac(): boolean {
  return /Mac|iPhone|iPad/u.test(navigator.userAgent);
}
