/** A key as pressed, in what `KeyboardEvent` says of it. */
export type Press = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/** How a press is written in a binding: "j", "J", "Mod+k", "Shift+Enter", "Space". Modifiers alone are null. */
export function chordOf(press: Press): string | null {
  if (["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead"].includes(press.key)) return null;
  const mod = press.ctrlKey || press.metaKey;
  const key = press.key === " " ? "Space" : press.key;
  const printed = key.length === 1;
  const name = printed && mod ? key.toLowerCase() : key;
  const parts = [
    mod ? "Mod" : "",
    press.altKey ? "Alt" : "",
    // The shift of a printed character is in the character itself: "J", "?".
    press.shiftKey && (!printed || mod) ? "Shift" : "",
    name,
  ];
  return parts.filter((part) => part !== "").join("+");
}

/** True for a chord without Mod or Alt that prints a character: those are off while someone types. */
export function isPlain(chord: string): boolean {
  return !/^(Mod|Alt)\+/u.test(chord);
}

/** True for single letters, digits and signs, which WCAG 2.1.4 wants to be switched off. */
export function isLetter(chord: string): boolean {
  return chord.length === 1;
}

/**
 * What a press completes, given the chords pressed just before: "full" when `keys` ends here, "part" when a sequence
 * such as "g r" has begun, null otherwise.
 */
export function matchKeys(keys: string, before: readonly string[], chord: string): "full" | "part" | null {
  const wanted = keys.split(" ");
  const pressed = [...before, chord];
  if (pressed.length > wanted.length) return null;
  if (pressed.some((each, index) => each !== wanted[index])) return null;
  return pressed.length === wanted.length ? "full" : "part";
}
