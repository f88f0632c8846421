"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { setLettersOff } from "./hotkeys.ts";
import { type Preferences, preferencesCookie, rootAttributes } from "./preferences.ts";

type Chosen = { readonly preferences: Preferences; readonly choose: (change: Partial<Preferences>) => void };

const Context = createContext<Chosen | null>(null);

/** The look that is chosen, and how to choose another. */
export function usePreferences(): Chosen {
  const chosen = useContext(Context);
  if (!chosen) throw new Error("usePreferences needs a PreferencesProvider above it.");
  return chosen;
}

export function PreferencesProvider({
  initial,
  children,
}: {
  readonly initial: Preferences;
  readonly children: ReactNode;
}) {
  const [preferences, setPreferences] = useState(initial);

  // The hotkeys live outside React.
  useEffect(() => setLettersOff(preferences.letters === "off"), [preferences.letters]);

  const value = useMemo<Chosen>(
    () => ({
      preferences,
      choose(change) {
        const next = { ...preferences, ...change };
        setPreferences(next);
        paint(next);
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing outside of secure contexts
        document.cookie = preferencesCookie(next);
      },
    }),
    [preferences],
  );
  return <Context value={value}>{children}</Context>;
}

/** The root element was painted by the server; from then on it follows the choice. */
function paint(preferences: Preferences): void {
  const root = document.documentElement;
  const next: Record<string, string | undefined> = rootAttributes(preferences);
  for (const name of ["data-theme", "data-contrast", "data-density"]) {
    const word = next[name];
    if (word === undefined) root.removeAttribute(name);
    else root.setAttribute(name, word);
  }
}
