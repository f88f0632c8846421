import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { prisma } from "#lib/db/client.ts";
import { sha256 } from "#lib/std/hash.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { loadExportTrajectory } from "./export-trajectory.ts";
import { parseFlat } from "./parse-flat.ts";
import {
  auditEvents,
  flatText,
  getTrajectory,
  listTrajectories,
  stepBodies,
  stepHeaders,
  stepSearch,
} from "./read-trajectory.ts";
import {
  blockSteps,
  createTrajectory,
  findTrajectoryState,
  finishTrajectory,
  saveFileSteps,
  saveMainSteps,
  saveRefined,
} from "./record-trajectory.ts";
import { toCanonicalRow } from "./row.ts";
import {
  CanonicalRow,
  defaultRunConfig,
  type Leak,
  PlacedAuditEvent,
  type RefinedThought,
  StepBody,
  type StepDraft,
  StepHeader,
  StepSearch,
} from "./schema.ts";

const A = "\uFEFFexport const face = '\u{1F600}';\r\n";
const B = "import { face } from './a';\nconsole.log(face)";
const FILES = new Map([
  ["a.ts", A],
  ["b.ts", B],
]);
const EXPECTED = new Map([...FILES].map(([path, content]) => [path, sha256(content)]));
const EDGES = [{ from: "b.ts", to: "a.ts" }];
const PRELUDE = "<repository>\nname: pair\n</repository>\n";

let database: TestDatabase;
let count = 0;
let id = "";

beforeAll(async () => {
  database = await testDatabase();
  await prisma.repository.create({ data: { id: "rep", name: "pair", address: "pair", kind: "folder" } });
  const snapshot = { id: "snp", repositoryId: "rep", fileCount: 2, byteCount: 0, report: {} };
  await prisma.snapshot.create({ data: snapshot });
  for (const content of FILES.values()) {
    const bytes = new TextEncoder().encode(content);
    await prisma.blob.create({ data: { sha256: sha256(bytes), content: bytes, byteCount: bytes.byteLength } });
  }
});
afterAll(() => database?.drop());

beforeEach(async () => {
  id = `trj_${count++}`;
  await createTrajectory(aTrajectory());
});

async function unrefinedThinks(trajectoryId: string, block: number) {
  return (await blockSteps(trajectoryId, block)).filter((step) => step.kind === "think" && !step.refined);
}

function aTrajectory() {
  return {
    id,
    runId: "run",
    snapshotId: "snp",
    repository: { name: "pair", address: "pair", commit: null, license: "MIT", subPath: null },
    author: "structural@1",
    scorer: "test@1",
    config: defaultRunConfig,
    prelude: PRELUDE,
  };
}

function aStep(part: Partial<StepDraft>): StepDraft {
  return { agent: "main", kind: "think", tool: null, path: null, text: null, sha256: null, ungrounded: [], ...part };
}

function fileStep(agent: string, kind: "action" | "observation", tool: "read" | "write", path: string): StepDraft {
  return aStep({ agent, kind, tool, path, sha256: EXPECTED.get(path) ?? null });
}

const MAIN = [
  aStep({ text: "Two files are enough.\n\nFirst   the face." }),
  aStep({ kind: "action", tool: "plan", text: "R1 Shows a face." }),
  aStep({ kind: "action", tool: "plan", text: "1. a.ts\n2. b.ts" }),
];

function fileSteps(path: string, reads: readonly string[] = []): StepDraft[] {
  return [
    aStep({ kind: "action", tool: "delegate", path, text: `Write ${path}.` }),
    ...reads.flatMap((read) => [fileStep(path, "action", "read", read), fileStep(path, "observation", "read", read)]),
    aStep({ agent: path, text: `Thought of ${path}.`, ungrounded: ["ghost"] }),
    fileStep(path, "action", "write", path),
    aStep({ agent: path, kind: "action", tool: "return", path, text: "In place." }),
  ];
}

async function saveAll(): Promise<void> {
  await saveMainSteps(id, MAIN, []);
  await saveFileSteps(id, 1, fileSteps("a.ts"), []);
  await saveFileSteps(id, 2, fileSteps("b.ts", ["a.ts"]), [
    { agent: "b.ts", kind: "added-read", path: "a.ts", message: "a.ts is a direct dependency" },
    { agent: "b.ts", kind: "rejected-read", path: "c.ts", message: "no file of the repository" },
  ]);
}

const LEAK: Leak = {
  overlap: 0.01,
  longestRun: 3,
  words13: 0,
  fencedLines: 0,
  repetition: 0,
  lengthRatio: 0.5,
  adjustedGain: null,
  spans: [],
};

function aRefined(part: Partial<RefinedThought> = {}): RefinedThought {
  const reference = { pass: 0, parent: null, text: "", units: 2, accepted: false, leak: null };
  const logprobs = [-0.5, -1.25, -1.25];
  return {
    text: "Better thought.",
    scores: {
      noThought: 1.25,
      placebo: 1.2,
      initial: 1,
      final: 0.5,
      unit: "nats/span",
      units: 2,
      scorer: "test@1",
      tokenizer: "test",
      measuredAt: "2026-01-01T00:00:00.000Z",
    },
    candidates: [
      {
        ...reference,
        label: "no-thought",
        kind: "no-thought",
        operator: "none",
        sumLogprob: -2.5,
        meanLogprob: -1.25,
        s: 1.25,
        reason: "reference",
      },
      {
        ...reference,
        label: "0",
        kind: "start",
        operator: "start",
        text: "Thought.",
        sumLogprob: -2,
        meanLogprob: -1,
        s: 1,
        leak: LEAK,
        reason: "start",
      },
      {
        ...reference,
        label: "1a",
        kind: "rewrite",
        pass: 1,
        parent: "0",
        operator: "more",
        text: "Better thought.",
        sumLogprob: -1,
        meanLogprob: -0.5,
        s: 0.5,
        leak: { ...LEAK, adjustedGain: 0.5 },
        accepted: true,
        reason: "accepted",
      },
    ],
    unitEnds: [4, 9, 31],
    scoredFrom: 1,
    logprobs: ["no-thought", "0", "1a"].map((label) => ({ label, logprobs })),
    leak: LEAK,
    failsGate: null,
    dropped: false,
    ...part,
  };
}

test("saving twice changes nothing", async () => {
  await saveAll();
  const before = await stepHeaders(localOwner, id);
  await createTrajectory({ ...aTrajectory(), author: "other@1" });
  await saveAll();
  await saveMainSteps(id, [aStep({ text: "Something else." })], []);
  expect(await stepHeaders(localOwner, id)).toEqual(before);
  expect(await auditEvents(localOwner, id)).toHaveLength(2);
  expect((await getTrajectory(localOwner, id)).author).toBe("structural@1");
});

test("headers count without gap, and say what a row needs", async () => {
  await saveAll();
  const headers = await stepHeaders(localOwner, id);
  for (const header of headers) StepHeader.parse(header);
  expect(headers.map((header) => header.index)).toEqual(headers.map((_, index) => index));
  expect(headers[0]).toMatchObject({
    id: `${id}.0.0`,
    summary: "Two files are enough. First the face.",
    fileOrder: null,
  });
  const write = headers.find((header) => header.tool === "write");
  expect(write).toMatchObject({
    path: "a.ts",
    characters: [...A].length,
    lines: 1,
    fileOrder: 0,
    train: true,
    summary: "",
  });
  const observation = headers.find((header) => header.kind === "observation");
  expect(observation).toMatchObject({ characters: [...A].length, train: false, fileOrder: 1 });
  expect(headers.find((header) => header.kind === "action" && header.tool === "read")?.characters).toBe(0);
  expect(headers.filter((header) => header.ungrounded === 1)).toHaveLength(2);
});

test("bodies bring exact files, byte order mark and all, by range", async () => {
  await saveAll();
  const headers = await stepHeaders(localOwner, id);
  const bodies = await stepBodies(localOwner, id, 0, 200);
  expect(bodies.map((body) => StepBody.parse(body).index)).toEqual(headers.map((header) => header.index));
  const write = headers.findIndex((header) => header.tool === "write");
  expect(bodies[write]?.content).toBe(A);
  expect(await stepBodies(localOwner, id, write, write + 1)).toEqual([bodies[write]]);
  await expect(stepBodies(localOwner, id, 0, 201)).rejects.toThrow("1 to 200");
  await expect(stepBodies(localOwner, "none", 0, 1)).rejects.toThrow("no trajectory");
});

test("a refined thought replaces its text and keeps its search", async () => {
  await saveAll();
  const [think] = await unrefinedThinks(id, 1);
  expect(think?.text).toBe("Thought of a.ts.");
  await saveRefined(think?.id ?? "", aRefined(), ["spirit", "shade"]);
  await saveRefined(think?.id ?? "", aRefined(), ["spirit", "shade"]);
  expect(await unrefinedThinks(id, 1)).toEqual([]);
  expect(await unrefinedThinks(id, 2)).toHaveLength(1);
  const steps = await blockSteps(id, 1);
  expect(steps.find((step) => step.kind === "think")).toMatchObject({
    text: "Better thought.",
    ungrounded: ["spirit", "shade"],
    refined: true,
    accepted: 1,
    candidates: 2,
    train: true,
    leakOverlap: 0.01,
  });
  const index = (await stepHeaders(localOwner, id)).findIndex((header) => header.id === think?.id);
  const search = StepSearch.parse(await stepSearch(localOwner, id, index));
  expect(search).toMatchObject({ path: "a.ts", target: A, unitEnds: [4, 9, 31], scoredFrom: 1 });
  expect(search.candidates).toEqual(aRefined().candidates);
  expect(search.logprobs["1a"]).toEqual([-0.5, -1.25, -1.25]);
  await expect(stepSearch(localOwner, id, index + 1)).rejects.toThrow("not a thought");
});

test("a thought that trips the leak gate is kept and not trained; one without scores is still refined", async () => {
  await saveAll();
  const [first] = await unrefinedThinks(id, 1);
  const bare = { scores: null, candidates: [], logprobs: [], unitEnds: [] };
  await saveRefined(first?.id ?? "", aRefined({ ...bare, text: "quoted", failsGate: "leak" }), ["ghost"]);
  expect((await blockSteps(id, 1)).find((step) => step.kind === "think")).toMatchObject({ train: false, scores: null });
  const { segments } = await flatText(localOwner, id);
  expect(segments.filter((segment) => segment.kind === "think").map((segment) => segment.train)).toEqual([
    true,
    false,
    true,
  ]);
});

test("a dropped thought is kept, leaves the flat text, and the row says so", async () => {
  await saveAll();
  const [first] = await unrefinedThinks(id, 1);
  await saveRefined(first?.id ?? "", aRefined({ text: "useless", dropped: true }), ["ghost"]);
  const header = (await stepHeaders(localOwner, id)).find((step) => step.id === first?.id);
  expect(header).toMatchObject({ dropped: true, train: false });
  const { text, segments } = await flatText(localOwner, id);
  expect(text).not.toContain("useless");
  expect(segments.some((segment) => segment.step === header?.index)).toBe(false);
});

test("texts that Postgres cannot hold are mended", async () => {
  await saveMainSteps(id, [aStep({ text: "nul \u0000 and half \ud800 a face" })], []);
  expect((await blockSteps(id, 0))[0]?.text).toBe("nul \uFFFD and half \uFFFD a face");
});

test("finishing finds every byte, counts, and lets the row be exported again and again alike", async () => {
  await saveAll();
  const [think] = await unrefinedThinks(id, 1);
  await saveRefined(think?.id ?? "", aRefined(), ["ghost"]);
  expect(await findTrajectoryState(id)).toBe("growing");
  await expect(loadExportTrajectory(id)).rejects.toThrow("growing");

  const { fidelity, stats, order } = await finishTrajectory(id, { expected: EXPECTED, edges: EDGES });
  expect(order).toEqual([]);
  expect(fidelity).toMatchObject({ files: 2, ok: true, bytes: Buffer.byteLength(A) + Buffer.byteLength(B) });
  expect(stats).toMatchObject({ files: 2, thinks: 3, scoredThinks: 1, improvedThinks: 1, meanGain: 0.75 });
  expect(stats.warmBitsPerByte).toBeCloseTo(3 / Math.LN2 / Buffer.byteLength(A), 6);
  expect(await getTrajectory(localOwner, id)).toMatchObject({ state: "done", fidelity, stats });

  const row = toCanonicalRow(await loadExportTrajectory(id));
  expect(CanonicalRow.parse(row)).toEqual(row);
  expect(row.text).toBe((await flatText(localOwner, id)).text);
  const { prelude, steps } = parseFlat(row.text, row.segments);
  expect(prelude).toBe(PRELUDE);
  expect(steps.filter((step) => step.tool === "write").map((step) => step.content)).toEqual([A, B]);
  expect(JSON.stringify(toCanonicalRow(await loadExportTrajectory(id)))).toBe(JSON.stringify(row));
});

test("a missing file and one read too early spoil fidelity; a late dependency is only told", async () => {
  await saveFileSteps(id, 1, fileSteps("b.ts", ["a.ts"]), []);
  const { fidelity } = await finishTrajectory(id, { expected: EXPECTED, edges: EDGES });
  expect(fidelity.ok).toBe(false);
  expect(fidelity.problems).toEqual([
    { path: "a.ts", problem: "missing" },
    { path: "a.ts", problem: "a.ts is read before it is written." },
  ]);

  id = `trj_${count++}`;
  await createTrajectory(aTrajectory());
  await saveFileSteps(id, 1, fileSteps("b.ts"), []);
  await saveFileSteps(id, 2, fileSteps("a.ts"), []);
  const late = await finishTrajectory(id, { expected: EXPECTED, edges: EDGES });
  expect(late.fidelity.ok).toBe(true);
  expect(late.order.map((each) => each.problem)).toEqual(["dependency-later"]);
});

test("audit events stand behind their steps", async () => {
  await saveAll();
  const headers = await stepHeaders(localOwner, id);
  const events = (await auditEvents(localOwner, id)).map((event) => PlacedAuditEvent.parse(event));
  const read = headers.findIndex((header) => header.kind === "observation");
  expect(events.map((event) => [event.kind, event.afterStep])).toEqual([
    ["added-read", read],
    ["rejected-read", read],
  ]);
});

test("a blob that is not there is an error with its hash, not an empty file", async () => {
  const step = { ...fileStep("x.ts", "action", "write", "x.ts"), sha256: sha256("nowhere") };
  await expect(saveFileSteps(id, 1, [step], [])).rejects.toThrow(sha256("nowhere"));
});

test("lists are newest first", async () => {
  const [newest] = await listTrajectories(localOwner);
  expect(newest?.id).toBe(id);
});
