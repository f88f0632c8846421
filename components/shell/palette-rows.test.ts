import { expect, test } from "vitest";
import { findPlaces, type Place, placesOf } from "./palette-rows.ts";
import { SCREENS, screenOf } from "./screens.ts";

const place = (id: string, kind: Place["kind"], label: string, detail = ""): Place => ({
  id,
  kind,
  label,
  detail,
  href: `/${id}`,
});

const places = [
  place("a", "run", "http-doubles", "done"),
  place("b", "trajectory", "doubles"),
  place("c", "repository", "retrace", "https://example.org/doubles-of.git"),
];

test("labels that begin with the word come first", () => {
  expect(findPlaces(places, "doub").map(({ id }) => id)).toEqual(["b", "a", "c"]);
});

test("every word must be there, in label, kind or detail", () => {
  expect(findPlaces(places, "done doubles").map(({ id }) => id)).toEqual(["a"]);
  expect(findPlaces(places, "done retrace")).toEqual([]);
});

test("nothing typed lists all, up to the limit", () => {
  expect(findPlaces(places, "  ", 2).map(({ id }) => id)).toEqual(["a", "b"]);
});

test("every screen is a place", () => {
  const all = placesOf({ screens: SCREENS, runs: [], trajectories: [], repositories: [] });
  expect(all.map(({ href }) => href)).toEqual(SCREENS.map(({ href }) => href));
});

test.each([
  ["/", "Repositories"],
  ["/runs/run_1", "Runs"],
  ["/trajectories/t/steps/4", "Trajectories"],
  ["/snapshots/s/graph", "Repositories"],
])("%s belongs to %s", (path, name) => {
  expect(screenOf(path)?.name).toBe(name);
});
