import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/*
 * The contrast that the palette promises (WCAG 2.2), computed from the file that is shipped. OKLCH to linear sRGB after
 * Björn Ottosson, "A perceptual color space for image processing"; relative luminance and ratio after WCAG 2.2.
 */
const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = "", more = "", darkMore = ""] = css.split(/:root \{\n/u).slice(1);

const THEMES = [
  { name: "light", blocks: [light], least: 4.5 },
  { name: "dark", blocks: [light, dark], least: 4.5 },
  { name: "light, more contrast", blocks: [light, more], least: 7 },
  { name: "dark, more contrast", blocks: [light, dark, more, darkMore], least: 7 },
];

const INKS = [
  ...["text", "text-2", "text-3", "accent", "better", "worse", "warn"],
  ...["k-think", "k-read", "k-write", "k-plan", "k-obs", "v-accept", "v-reject", "v-open"],
];

describe.each(THEMES)("$name", ({ blocks, least }) => {
  test.each(INKS)("%s can be read on surface", (ink) => {
    expect(contrast(blocks, ink, "surface")).toBeGreaterThanOrEqual(least);
  });

  test.each(["bg", "sunken", "selected", "hover"])("the faintest text can be read on %s", (ground) => {
    expect(contrast(blocks, "text-3", ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["b4", "w4"])("text can be read on %s, the strongest fill", (fill) => {
    expect(contrast(blocks, "text", fill)).toBeGreaterThanOrEqual(4.5);
  });

  test("what is on inverse can be read", () => {
    expect(contrast(blocks, "on-inverse", "inverse")).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a field and the focus ring can be seen", () => {
    expect(contrast(blocks, "line-3", "surface")).toBeGreaterThanOrEqual(3);
    expect(contrast(blocks, "focus", "surface")).toBeGreaterThanOrEqual(3);
  });
});

test("the file is read as it is written: a grey pair fails", () => {
  expect(contrast([light], "line", "surface")).toBeLessThan(2);
});

function contrast(blocks: readonly string[], ink: string, ground: string): number {
  const [brighter, darker] = [luminance(blocks, ink), luminance(blocks, ground)].sort((a, b) => b - a);
  return ((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

/** The last block that names the token decides. */
function luminance(blocks: readonly string[], token: string): number {
  const found = blocks.map((block) =>
    new RegExp(`--${token}: oklch\\(([\\d.]+) ([\\d.]+) ?([\\d.]*)`, "u").exec(block),
  );
  const [, lightness, chroma, hue] = found.findLast((match) => match !== null) ?? [];
  if (lightness === undefined || chroma === undefined) throw new Error(`--${token} is not in tokens.css`);
  const [red, green, blue] = toLinear(Number(lightness), Number(chroma), Number(hue || 0));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toLinear(lightness: number, chroma: number, hueDegrees: number): [number, number, number] {
  const hue = (hueDegrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Colours outside of sRGB are shown at its edge. */
function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
