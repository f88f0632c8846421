"use client";

import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from "react";
import { chordOf, isLetter, isPlain, matchKeys } from "./chord.ts";

/**
 * One shortcut. `keys` is a chord ("j", "J", "Mod+k", "Space", "Backspace", "Enter") or a sequence ("g r").
 * A held key fires again only with `repeat`: verdicts leave it out, moves set it.
 */
export type Hotkey = {
  readonly keys: string;
  /** What it does, for the sheet under `?`; without one it is left out there (an alias of another). */
  readonly label?: string;
  readonly run: (event: KeyboardEvent) => void;
  readonly repeat?: boolean;
  /** Works in fields too: for chords with Mod, and for Escape. */
  readonly whileTyping?: boolean;
};

export type HotkeyScope = { readonly name: string; readonly hotkeys: readonly Hotkey[] };

/**
 * Binds shortcuts for as long as the component is there. The newest scope wins a key that two scopes want. Plain keys
 * are off while someone types, while a dialog or a menu is open, and on a control that wants the key for itself.
 */
export function useHotkeys(name: string, hotkeys: readonly Hotkey[], enabled = true): void {
  const run = useEffectEvent((index: number, event: KeyboardEvent) => hotkeys[index]?.run(event));
  // The bindings change with every render, what they are called does not: only a change of names binds anew.
  const shape = JSON.stringify(
    hotkeys.map(({ keys, label, repeat, whileTyping }) => ({ keys, label, repeat, whileTyping })),
  );

  useEffect(() => {
    if (!enabled) return;
    const scope: HotkeyScope = { name, hotkeys: bind(shape, (index, event) => run(index, event)) };
    return register(scope);
  }, [name, shape, enabled]);
}

/** The scopes bound now, newest last: what the sheet under `?` lists. */
export function useHotkeyScopes(): readonly HotkeyScope[] {
  const bound = useSyncExternalStore(
    subscribe,
    () => scopes,
    () => NONE,
  );
  return useMemo(() => bound.filter((scope) => scope.hotkeys.some((each) => each.label)), [bound]);
}

/** Switches single letters off for those whom they trouble. */
export function setLettersOff(off: boolean): void {
  lettersOff = off;
}

const SEQUENCE_MS = 900;
const NONE: readonly HotkeyScope[] = [];

let scopes: readonly HotkeyScope[] = NONE;
let lettersOff = false;
let before: readonly string[] = [];
let beforeAt = 0;
const listeners = new Set<() => void>();

type Named = Omit<Hotkey, "run">;

function bind(shape: string, run: (index: number, event: KeyboardEvent) => void): Hotkey[] {
  const named: Named[] = JSON.parse(shape);
  return named.map((each, index) => ({ ...each, run: (event: KeyboardEvent) => run(index, event) }));
}

function register(scope: HotkeyScope): () => void {
  if (scopes.length === 0) document.addEventListener("keydown", onKeyDown);
  scopes = [...scopes, scope];
  notify();
  return () => {
    scopes = scopes.filter((each) => each !== scope);
    if (scopes.length === 0) document.removeEventListener("keydown", onKeyDown);
    notify();
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(): void {
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  const chord = chordOf(event);
  if (chord === null || event.defaultPrevented || event.isComposing) return;
  const earlier = event.timeStamp - beforeAt < SEQUENCE_MS ? before : [];
  const match = find(chord, earlier, event) ?? (earlier.length > 0 ? find(chord, [], event) : null);

  before = match?.kind === "part" ? [...match.earlier, chord] : [];
  beforeAt = event.timeStamp;
  if (match?.kind !== "full") return;
  event.preventDefault();
  match.hotkey.run(event);
}

type Match = { readonly kind: "full" | "part"; readonly hotkey: Hotkey; readonly earlier: readonly string[] };

function find(chord: string, earlier: readonly string[], event: KeyboardEvent): Match | null {
  for (const scope of scopes.toReversed()) {
    for (const hotkey of scope.hotkeys) {
      const kind = matchKeys(hotkey.keys, earlier, chord);
      if (kind !== null && allows(hotkey, chord, event)) return { kind, hotkey, earlier };
    }
  }
  return null;
}

function allows(hotkey: Hotkey, chord: string, event: KeyboardEvent): boolean {
  if (event.repeat && !hotkey.repeat) return false;
  if (lettersOff && isLetter(chord)) return false;
  if (isTyping(event.target) && !hotkey.whileTyping) return false;
  if (!isPlain(chord)) return true;
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"][data-state="open"]')) {
    return hotkey.whileTyping === true;
  }
  return !isWanted(chord, event.target);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type);
}

/** Enter and Space press the focused button; arrows, Home and End move in tabs, sliders and lists. */
function isWanted(chord: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (chord === "Enter" || chord === "Space") {
    return target.closest('button, a[href], summary, [role="button"], [role="checkbox"], [role="tab"]') !== null;
  }
  if (!/^(Arrow|Home|End|Page)/u.test(chord)) return false;
  return (
    target.closest('[role="tablist"], [role="slider"], [role="separator"], [role="group"], [role="radiogroup"]') !==
    null
  );
}
