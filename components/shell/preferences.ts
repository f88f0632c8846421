import { z } from "zod";

/** How the screens look and answer: kept in one cookie, so that the server paints the right theme at once. */
export const Preferences = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
  contrast: z.enum(["system", "more", "normal"]),
  density: z.enum(["compact", "two-line"]),
  /** Single letters as shortcuts; off for those who speak to their computer (WCAG 2.1.4). */
  letters: z.enum(["on", "off"]),
});
export type Preferences = z.infer<typeof Preferences>;

export const defaultPreferences: Preferences = {
  theme: "system",
  contrast: "system",
  density: "compact",
  letters: "on",
};

export const PREFERENCES_COOKIE = "retrace-view";

const YEAR_S = 365 * 24 * 3600;

/** The cookie's value: four words with dots. */
export function formatPreferences({ theme, contrast, density, letters }: Preferences): string {
  return [theme, contrast, density, letters].join(".");
}

/** A cookie is a stranger: each word that is not one of ours gives way to the default. */
export function parsePreferences(value: string | undefined): Preferences {
  const [theme, contrast, density, letters] = (value ?? "").split(".");
  return {
    theme: Preferences.shape.theme.safeParse(theme).data ?? defaultPreferences.theme,
    contrast: Preferences.shape.contrast.safeParse(contrast).data ?? defaultPreferences.contrast,
    density: Preferences.shape.density.safeParse(density).data ?? defaultPreferences.density,
    letters: Preferences.shape.letters.safeParse(letters).data ?? defaultPreferences.letters,
  };
}

/** The whole text of the cookie. It holds nothing secret and is read by scripts, so it is not HttpOnly. */
export function preferencesCookie(preferences: Preferences): string {
  return `${PREFERENCES_COOKIE}=${formatPreferences(preferences)}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
}

/** Attributes of the root element. "system" leaves the attribute out: then the style sheet asks the browser. */
export function rootAttributes({ theme, contrast, density }: Preferences): {
  readonly "data-theme"?: "light" | "dark";
  readonly "data-contrast"?: "more" | "normal";
  readonly "data-density": "compact" | "two-line";
} {
  return {
    ...(theme === "system" ? {} : { "data-theme": theme }),
    ...(contrast === "system" ? {} : { "data-contrast": contrast }),
    "data-density": density,
  };
}
