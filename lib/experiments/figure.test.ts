import { expect, test } from "vitest";
import { passFigure } from "./figure.ts";
import { Figure } from "./schema.ts";

const curves = [
  {
    arm: "faithful",
    thoughts: 12,
    points: [1.02, 0.97, 0.951].map((mean) => ({ mean, low: mean - 0.02, high: mean + 0.03 })),
  },
  { arm: "off", thoughts: 12, points: [{ mean: 1.02, low: null, high: null }] },
];

test("a figure lies in its box, better is lower where smaller is better", () => {
  const figure = passFigure("S by pass", "nats per unit", curves);
  expect(Figure.parse(figure)).toEqual(figure);
  const places = figure.lines.flatMap(({ points, band }) => [...points, ...band]);
  for (const { x, y } of places) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(figure.width);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(figure.height);
  }
  expect(figure.lines[0]?.name).toBe("faithful (n = 12)");
  const [first, , last] = figure.lines[0]?.points ?? [];
  expect(last?.y).toBeGreaterThan(first?.y ?? 0);
  expect(last?.x).toBeGreaterThan(first?.x ?? 0);
});

test("ticks are round numbers around the data, told to as many places as they need", () => {
  const labels = passFigure("t", "y", curves).yTicks.map(({ label }) => label);
  expect(labels).toEqual(["0.90", "0.95", "1.00", "1.05"]);
  const flat = passFigure("t", "y", [{ arm: "a", thoughts: 1, points: [{ mean: 3, low: null, high: null }] }]);
  expect(flat.yTicks.length).toBeGreaterThan(1);
  expect(flat.lines[0]?.band).toEqual([]);
});

test("no curve at all is an empty figure, not a broken one", () => {
  const figure = passFigure("t", "y", []);
  expect(figure.lines).toEqual([]);
  for (const { at } of [...figure.xTicks, ...figure.yTicks]) expect(Number.isFinite(at)).toBe(true);
});
