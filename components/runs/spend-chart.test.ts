import { expect, test } from "vitest";
import type { SpendSeries } from "#lib/calls/index.ts";
import { costChart, FRAME, forecastUsd, niceAbove, rateChart } from "./spend-chart.ts";

const slice = { costUsd: 0.01, calls: 1, servedCalls: 0, authoredTokens: 0, scoredTokens: 600 };
const series: SpendSeries = {
  from: "2026-11-20T12:00:00.000Z",
  sliceMs: 2000,
  slices: [slice, slice, { ...slice, costUsd: 0 }],
};

test("the line rises to what is spent, under a ceiling that fits the picture", () => {
  const chart = costChart(series, 0.02, 0.04, null);
  expect(chart.end.x).toBe(FRAME.right);
  expect(chart.ticks.map((tick) => tick.value)).toEqual([0, 0.02]);
  const budgetY = chart.budgetY ?? Number.NaN;
  expect(budgetY).toBeLessThan(chart.end.y);
  expect(chart.zeroY - chart.end.y).toBeCloseTo((chart.zeroY - budgetY) / 2, 0);
});

test("a budget far above leaves the line its room", () => {
  const chart = costChart(series, 0.02, 50, null);
  expect(chart.budgetY).toBeNull();
  expect(chart.zeroY - chart.end.y).toBeGreaterThan(20);
});

test("a forecast makes room to the right and is never below what is spent", () => {
  const forecast = forecastUsd(0.02, 5, 10, 6000);
  expect(forecast).toEqual({ usd: 0.04, inMs: 6000 });
  const chart = costChart(series, 0.02, null, forecast);
  expect(chart.end.x).toBe(FRAME.left + (FRAME.right - FRAME.left) / 2);
  expect(chart.forecast?.x).toBe(FRAME.right);
  expect(forecastUsd(0.02, 5, 10, null)).toBeNull();
  expect(forecastUsd(0, 5, 10, 6000)).toBeNull();
});

test("tokens a second, none where nothing told any", () => {
  expect(rateChart(series, "scoredTokens")).toMatchObject({ mean: 300, most: 500 });
  expect(rateChart(series, "authoredTokens")).toBeNull();
  expect(rateChart({ ...series, slices: [slice] }, "scoredTokens")).toBeNull();
});

test.each([
  [0, 0],
  [0.02, 0.025],
  [1, 2],
  [970, 1000],
  [1310, 2000],
])("%s fits under %s", (value, most) => {
  expect(niceAbove(value)).toBeCloseTo(most, 9);
});
