import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSignInLink, exchangeSignInLink } from "#lib/auth/session.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { Problem } from "#lib/std/problem.ts";
import { insertTrajectory } from "#lib/testing/build-trajectory.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Endpoint = { readonly method: string; readonly path: string; readonly handle: Handler };

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const endpoints = await findEndpoints(import.meta.dirname);

let database: TestDatabase;
let cookie: string;
beforeAll(async () => {
  database = await testDatabase();
  const { token } = await exchangeSignInLink((await createSignInLink()).token);
  cookie = `retrace_session=${token}`;
  await insertTrajectory({ id: "t1" });
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});

/** Every route under app/api, found in the folder, so that a new one cannot be forgotten here. */
async function findEndpoints(folder: string): Promise<Endpoint[]> {
  const files = await readdir(folder, { recursive: true });
  const found: Endpoint[] = [];
  for (const file of files.filter((each) => each.endsWith("route.ts")).sort()) {
    const module: unknown = await import(join(folder, file));
    const path = `/api/${file.replaceAll(sep, "/").replace(/\/?route\.ts$/, "")}`;
    for (const [method, handle] of Object.entries(Object(module))) {
      if (METHODS.includes(method)) found.push({ method, path, handle: asHandler(handle) });
    }
  }
  return found;
}

function asHandler(value: unknown): Handler {
  if (typeof value !== "function") throw new Error("a route exports something that is no function");
  return (request, context) => value(request, context);
}

type Asked = {
  readonly params?: Record<string, string>;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

function ask(
  { method, path, handle }: Endpoint,
  { params = {}, query = "", headers = {}, body }: Asked,
): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const request = new Request(`http://localhost:3000${path}${query}`, {
    method,
    headers: { host: "localhost:3000", ...type, ...headers },
    ...json,
  });
  return handle(request, { params: Promise.resolve(params) });
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return Problem.parse(await response.json());
}

function endpoint(method: string, path: string): Endpoint {
  const found = endpoints.find((each) => each.method === method && each.path === path);
  if (!found) throw new Error(`there is no ${method} ${path}`);
  return found;
}

describe.each(endpoints.map((each) => [`${each.method} ${each.path}`, each] as const))("%s", (_name, each) => {
  test("wants a session", async () => {
    const response = await ask(each, { params: { id: "t1", index: "0" } });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ code: "unauthenticated", status: 401 });
  });

  test("takes no made-up session", async () => {
    const response = await ask(each, { headers: { cookie: "retrace_session=made-up" } });
    expect(response.status).toBe(401);
  });

  test.each([{ host: "evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "same-site" }])(
    "refuses %j even with a session",
    async (headers) => {
      const response = await ask(each, { headers: { ...headers, cookie } });
      expect(response.status).toBe(403);
    },
  );
});

const withId = endpoints
  .filter((each) => each.path.includes("[id]"))
  .map((each) => [each.method, each.path, each] as const);

test.each(withId)("%s %s names an id that can be none", async (_method, _path, each) => {
  const response = await ask(each, { params: { id: "a'b\0", index: "0" }, headers: { cookie } });
  expect(response.status).toBe(400);
  expect((await problemOf(response)).fields).toContainEqual(expect.objectContaining({ field: "id" }));
});

const malformed: [string, unknown, string[]][] = [
  ["POST /api/runs", null, ["body"]],
  ["POST /api/runs", {}, ["source"]],
  ["POST /api/runs", { source: { kind: "git" } }, ["source.address"]],
  ["POST /api/runs", { source: { kind: "cvs" } }, ["source.kind"]],
  ["POST /api/runs", { source: { kind: "folder", path: "/x", subPath: "../y" } }, ["source.subPath"]],
  ["POST /api/runs", { source: { kind: "folder", path: "/no/such/folder" } }, ["path"]],
  ["POST /api/runs", { source: { kind: "git", address: "--upload-pack=touch" } }, ["address"]],
  [
    "POST /api/runs",
    { source: { kind: "snapshot", snapshotId: "s" }, config: { seed: "x", search: { passes: 99 }, colour: 1 } },
    ["config.colour", "config.search.passes", "config.seed"],
  ],
  ["POST /api/runs/[id]/budget", { budget: { usd: 0, coins: 3 } }, ["budget.coins", "budget.usd"]],
  ["POST /api/runs/[id]/budget", {}, ["budget"]],
  ["POST /api/snapshots/[id]/estimate", { config: { authorWindow: 10 } }, ["config.authorWindow"]],
  ["POST /api/experiments", { name: "X Y", sources: [], arms: [] }, ["arms", "name", "sources"]],
  ["POST /api/trajectories/[id]/reviews", { kind: "verdict" }, ["stepIndex", "verdict"]],
  ["POST /api/trajectories/[id]/reviews", { kind: "note", stepIndex: -1, note: " " }, ["note", "stepIndex"]],
  ["POST /api/trajectories/[id]/reviews", { kind: "vote" }, ["kind"]],
  ["POST /api/datasets/preview", { minGain: "much", licence: ["MIT"] }, ["licence", "minGain"]],
  ["POST /api/exports", { format: "parquet", filter: { verdict: ["yes"] } }, ["filter.verdict.0", "format"]],
];

test.each(malformed)("%s refuses %j by field", async (name, body, fields) => {
  const [method = "", path = ""] = name.split(" ");
  const response = await ask(endpoint(method, path), { params: { id: "t1" }, headers: { cookie }, body });
  expect(response.status).toBe(400);
  const problem = await problemOf(response);
  expect(problem.fields.map((each) => each.field).sort()).toEqual(fields);
});

test("every route with a body is in the table above", () => {
  const bodiless = /(pause|resume|cancel|undo|uploads|probe)$/;
  const withBody = endpoints.filter((each) => each.method !== "GET" && !bodiless.test(each.path));
  const covered = new Set(malformed.map(([name]) => name));
  expect(withBody.map((each) => `${each.method} ${each.path}`).filter((name) => !covered.has(name))).toEqual([]);
});

test.each<[string, string, string]>([
  ["/api/trajectories/[id]/bodies", "", "from"],
  ["/api/trajectories/[id]/bodies", "?from=5&to=5", "to"],
  ["/api/trajectories/[id]/bodies", "?from=0&to=201", "to"],
  ["/api/snapshots/[id]/outline", "", "path"],
  ["/api/snapshots/[id]/file", "?path=%00", "path"],
])("GET %s%s names %s", async (path, query, field) => {
  const response = await ask(endpoint("GET", path), { params: { id: "t1" }, query, headers: { cookie } });
  expect(response.status).toBe(400);
  expect((await problemOf(response)).fields[0]?.field).toBe(field);
});

test.each<[string, Record<string, string>, string]>([
  ["/api/session", {}, ""],
  ["/api/repositories", {}, ""],
  ["/api/runs", {}, ""],
  ["/api/trajectories", {}, ""],
  ["/api/trajectories/[id]", { id: "t1" }, ""],
  ["/api/trajectories/[id]/steps", { id: "t1" }, ""],
  ["/api/trajectories/[id]/bodies", { id: "t1" }, "?from=0&to=50"],
  ["/api/trajectories/[id]/steps/[index]/search", { id: "t1", index: "2" }, ""],
  ["/api/trajectories/[id]/text", { id: "t1" }, ""],
  ["/api/trajectories/[id]/audit", { id: "t1" }, ""],
  ["/api/trajectories/[id]/reviews", { id: "t1" }, ""],
  ["/api/snapshots/[id]", { id: "snapshot-t1" }, ""],
  ["/api/snapshots/[id]/file", { id: "snapshot-t1" }, "?path=a.ts"],
  ["/api/reviews", {}, ""],
  ["/api/exports", {}, ""],
  ["/api/settings", {}, ""],
])("GET %s answers what its contract says", async (path, params, query) => {
  const response = await ask(endpoint("GET", path), { params, query, headers: { cookie } });
  expect([response.status, await response.clone().text()]).toEqual([200, expect.any(String)]);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test.each([
  "/api/runs/[id]",
  "/api/runs/[id]/events",
  "/api/runs/[id]/spending",
  "/api/trajectories/[id]",
  "/api/trajectories/[id]/reviews",
  "/api/snapshots/[id]",
  "/api/exports/[id]/file",
])("GET %s of nothing is not found", async (path) => {
  const response = await ask(endpoint("GET", path), { params: { id: "nothing" }, headers: { cookie } });
  expect(response.status).toBe(404);
});

test("a verdict goes in, shows, and is undone", async () => {
  const body = { kind: "verdict", stepIndex: null, verdict: "accept" };
  const given = await ask(endpoint("POST", "/api/trajectories/[id]/reviews"), {
    params: { id: "t1" },
    headers: { cookie },
    body,
  });
  expect(given.status).toBe(201);
  const { id }: { id: string } = await given.json();
  const undone = await ask(endpoint("POST", "/api/reviews/[id]/undo"), { params: { id }, headers: { cookie } });
  expect(undone.status).toBe(200);
});

test("a scorer that is not set up is named with what sets it up", async () => {
  const params = { id: "sglang" };
  const response = await ask(endpoint("POST", "/api/scorers/[id]/probe"), { params, headers: { cookie } });
  expect(response.status).toBe(400);
  expect((await problemOf(response)).detail).toContain("RETRACE_SCORER_URL");
});

test("a budget is set, spending is empty before the first call, and nothing is known of no snapshot", async () => {
  const body = { source: { kind: "snapshot", snapshotId: "snapshot-t1" }, budget: { usd: 1 } };
  const started = await ask(endpoint("POST", "/api/runs"), { headers: { cookie }, body });
  const { id }: { id: string } = await started.json();
  const budget = { budget: { usd: 2.5, tokens: 1000 }, resume: true };
  const set = await ask(endpoint("POST", "/api/runs/[id]/budget"), {
    params: { id },
    headers: { cookie },
    body: budget,
  });
  expect([set.status, await set.json()]).toEqual([200, expect.objectContaining({ id, state: "queued" })]);
  const detail = await ask(endpoint("GET", "/api/runs/[id]"), { params: { id }, headers: { cookie } });
  expect(await detail.json()).toMatchObject({ spending: { budget: { usd: 2.5, tokens: 1000 }, settledUsd: 0 } });
  const series = await ask(endpoint("GET", "/api/runs/[id]/spending"), { params: { id }, headers: { cookie } });
  expect(await series.json()).toEqual({ from: null, sliceMs: 0, slices: [] });
  const estimate = await ask(endpoint("POST", "/api/snapshots/[id]/estimate"), {
    params: { id: "nothing" },
    headers: { cookie },
    body: {},
  });
  expect(estimate.status).toBe(404);
});

test("a stream opens for all runs and ends with its reader", async () => {
  const response = await ask(endpoint("GET", "/api/events"), { headers: { cookie } });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  await response.body?.cancel();
});
