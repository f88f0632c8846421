import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { operatorPrices } from "./operator-prices.ts";

const table = { asOf: "2026-11-01", models: { "org/large": { input: 3, output: 15 } } };

afterEach(() => {
  delete process.env.RETRACE_PRICES;
});

test("prices are JSON, or a file of it, or nothing", async () => {
  expect(operatorPrices()).toBeNull();
  process.env.RETRACE_PRICES = JSON.stringify(table);
  expect(operatorPrices()).toEqual(table);
  const file = join(await mkdtemp(join(tmpdir(), "retrace-prices-")), "prices.json");
  await writeFile(file, JSON.stringify({ ...table, asOf: "2026-11-02" }));
  process.env.RETRACE_PRICES = file;
  expect(operatorPrices()?.asOf).toBe("2026-11-02");
});

test.each([
  ["{", /RETRACE_PRICES: .*Mend the JSON/],
  ["/nowhere/prices.json", /ENOENT.*path of a JSON file/],
  [JSON.stringify({ ...table, asOf: "soon" }), /asOf/],
  [JSON.stringify({ ...table, models: { a: { input: -1, output: 1 } } }), /models\.a\.input/],
  [JSON.stringify({ ...table, models: { a: { input: 1 } } }), /models\.a\.output/],
  [JSON.stringify({ ...table, currency: "EUR" }), /currency: is not known here/],
])("%s is refused in words", (given, message) => {
  process.env.RETRACE_PRICES = given;
  expect(() => operatorPrices()).toThrow(message);
});
