import { expect, test } from "vitest";
import {
  defaultPreferences,
  formatPreferences,
  parsePreferences,
  preferencesCookie,
  rootAttributes,
} from "./preferences.ts";

test("what is written is read back", () => {
  const chosen = { theme: "dark", contrast: "more", density: "two-line", letters: "off" } as const;
  expect(parsePreferences(formatPreferences(chosen))).toEqual(chosen);
  expect(preferencesCookie(chosen)).toMatch(/^retrace-view=dark\.more\.two-line\.off; Path=\//u);
});

test("a broken cookie gives the defaults, word by word", () => {
  expect(parsePreferences(undefined)).toEqual(defaultPreferences);
  expect(parsePreferences("dark.<b>.9.off")).toEqual({ ...defaultPreferences, theme: "dark", letters: "off" });
});

test("the system's wish leaves no attribute, so that the style sheet decides", () => {
  expect(rootAttributes(defaultPreferences)).toEqual({ "data-density": "compact" });
  expect(rootAttributes({ ...defaultPreferences, theme: "light", contrast: "more" })).toEqual({
    "data-theme": "light",
    "data-contrast": "more",
    "data-density": "compact",
  });
});
