import { prisma } from "#lib/db/client.ts";
import { sha256 } from "#lib/std/hash.ts";
import { flatten } from "#lib/trajectory/flatten.ts";
import { defaultRunConfig, type RepositoryCard, type Scores } from "#lib/trajectory/schema.ts";
import { computeStats } from "#lib/trajectory/stats.ts";

type Wanted = {
  readonly id: string;
  readonly repository?: Partial<RepositoryCard>;
  /** Contents by path, in order of writing. Each file after the first reads the one before it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly state?: "growing" | "done";
  readonly fidelityOk?: boolean;
  readonly author?: string;
  readonly scorer?: string | null;
  /** Nats per unit that each file's last thought gains. */
  readonly gain?: number;
  readonly leakOverlap?: number;
  readonly createdAt?: Date;
};

type Row = {
  readonly block: number;
  readonly place: number;
  readonly agent: string;
  readonly kind: "think" | "action" | "observation";
  readonly tool: "read" | "write" | "plan" | null;
  readonly path: string | null;
  readonly text: string | null;
  readonly content: string | null;
  readonly scores: Scores | null;
};

/** Stores a snapshot and a whole trajectory over it: plan, then per file a thought, a read and a write. */
export async function insertTrajectory(wanted: Wanted): Promise<void> {
  const files = wanted.files ?? { "a.ts": "export const a = 1;\n", "b.ts": 'import { a } from "./a";\n' };
  const repository = {
    name: wanted.id,
    address: `https://example.org/${wanted.id}`,
    commit: "c".repeat(40),
    license: "MIT",
    subPath: null,
    ...wanted.repository,
  };
  const snapshotId = `snapshot-${wanted.id}`;
  await insertSnapshot(snapshotId, repository, files);

  const prelude = `<repository>\n${Object.keys(files).join("\n")}\n</repository>\n`;
  const rows = Object.entries(files).flatMap(([path, content], order) => fileRows(wanted, files, path, content, order));
  const all = [planRow("R1 It adds."), { ...planRow("a.ts, then b.ts"), place: 1 }, ...rows];
  const { segments } = flatten({ prelude, steps: all.map((row) => ({ ...row, train: true })) });
  const fidelity = {
    files: Object.keys(files).length,
    bytes: Buffer.byteLength(Object.values(files).join("")),
    ok: wanted.fidelityOk ?? true,
    problems: [],
  };
  await prisma.trajectory.create({
    data: {
      id: wanted.id,
      runId: `run-${wanted.id}`,
      snapshotId,
      repository,
      state: wanted.state ?? "done",
      author: wanted.author ?? "structural@1",
      scorer: wanted.scorer === undefined ? "builtin@1" : wanted.scorer,
      config: defaultRunConfig,
      prelude,
      fidelity,
      stats: computeStats({ steps: all, segments, baselines: [] }),
      ...(wanted.createdAt && { createdAt: wanted.createdAt }),
    },
  });
  for (const [index, row] of all.entries()) await insertStep(wanted, row, index);
}

async function insertSnapshot(
  id: string,
  repository: RepositoryCard,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, address } = repository;
  const repositoryId = `repository-${id}`;
  await prisma.repository.create({ data: { id: repositoryId, name, address, kind: "git" } });
  const report = { kept: 0, keptBytes: 0, leftOut: [] };
  const { commit, license } = repository;
  const counts = { fileCount: Object.keys(files).length, byteCount: 0 };
  await prisma.snapshot.create({ data: { id, repositoryId, commit, license, report, ...counts } });
  for (const [path, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    const blob = { sha256: sha256(text), content, byteCount: content.byteLength };
    await prisma.blob.upsert({ where: { sha256: blob.sha256 }, create: blob, update: {} });
    const file = { snapshotId: id, path, sha256: blob.sha256, byteCount: blob.byteCount };
    await prisma.snapshotFile.create({ data: { ...file, role: "source", language: "typescript" } });
  }
}

function planRow(text: string): Row {
  return {
    block: 0,
    place: 0,
    agent: "main",
    kind: "action",
    tool: "plan",
    path: null,
    text,
    content: null,
    scores: null,
  };
}

function fileRows(
  wanted: Wanted,
  files: Readonly<Record<string, string>>,
  path: string,
  content: string,
  order: number,
): Row[] {
  const base = { block: order + 1, agent: path, tool: null, path: null, text: null, content: null, scores: null };
  const read = Object.keys(files)[order - 1];
  const reads: Row[] =
    read === undefined
      ? []
      : [
          { ...base, place: 1, kind: "action", tool: "read", path: read },
          { ...base, place: 2, kind: "observation", path: read, content: files[read] ?? "" },
        ];
  const gain = wanted.gain ?? 0.5;
  const scores: Scores = {
    noThought: 1,
    placebo: 0.9,
    initial: 0.8,
    final: 1 - gain,
    unit: "nats/span",
    units: 4,
    scorer: "builtin@1",
    tokenizer: "spans",
    measuredAt: "2026-01-01T00:00:00.000Z",
  };
  return [
    { ...base, place: 0, kind: "think", text: `Now ${path} 🙂.`, scores: wanted.scorer === null ? null : scores },
    ...reads,
    { ...base, place: 3, kind: "action", tool: "write", path, content },
  ];
}

async function insertStep(wanted: Wanted, row: Row, index: number): Promise<void> {
  const { content, scores, ...kept } = row;
  const id = `${wanted.id}-${index}`;
  const isThought = row.kind === "think";
  await prisma.step.create({
    data: {
      ...kept,
      id,
      trajectoryId: wanted.id,
      sha256: content === null ? null : sha256(content),
      characters: (content ?? row.text ?? "").length,
      lines: (content ?? row.text ?? "").split("\n").length,
      ungrounded: isThought ? ["ghost"] : [],
      leakOverlap: isThought ? (wanted.leakOverlap ?? 0.01) : null,
      train: row.kind !== "observation",
      ...(scores && { scores, gain: scores.noThought - scores.final }),
    },
  });
  if (!isThought || !scores) return;
  const candidate = {
    stepId: id,
    pass: 0,
    sumLogprob: -3,
    meanLogprob: -0.75,
    s: 0.75,
    units: 4,
    text: row.text ?? "",
    logprobs: new Uint8Array(Float32Array.of(-1, -1, -0.5, -0.5).buffer),
  };
  await prisma.candidate.create({
    data: { ...candidate, label: "0", position: 0, kind: "start", operator: "start", accepted: true, reason: "start" },
  });
  await prisma.candidate.create({
    data: {
      ...candidate,
      label: "no-thought",
      position: 1,
      kind: "no-thought",
      operator: "none",
      accepted: false,
      reason: "reference",
    },
  });
}
