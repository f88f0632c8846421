/* Over 300 lines: every statement about runs, their files and their events, since only one file may reach the tables. */
import type { Budget } from "#lib/calls/index.ts";
import { type Db, prisma } from "#lib/db/client.ts";
import { ProbeReport } from "#lib/llm/probe-report.ts";
import { AppError } from "#lib/std/errors.ts";
import { RunConfig } from "#lib/trajectory/index.ts";
import { Design } from "./design.ts";
import { RunEvent, RunFile, type RunFileState, RunHead, RunSource, type RunStage, type RunState } from "./schema.ts";

/** Postgres channel on which every change of a run is told; the payload is `{"run":id,"file"?:order}`. */
export const RUN_CHANNEL = "retrace_runs";

const headFields = {
  id: true,
  number: true,
  name: true,
  source: true,
  config: true,
  state: true,
  stage: true,
  snapshotId: true,
  trajectoryId: true,
  error: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const;

export type NewRun = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly source: RunSource;
  readonly config: RunConfig;
  readonly budget: Budget | null;
};

export async function insertRun({ budget, ...run }: NewRun, db: Db): Promise<void> {
  const data = { ...run, ...(budget && { budget }), state: "queued", stage: "import" };
  await db.run.create({ data, select: { id: true } });
  await announce(db, run.id);
}

export async function getRunHead(id: string, db: Db = prisma): Promise<RunHead> {
  const [head] = await heads({ id }, db);
  if (!head) throw new AppError("not-found", `There is no run ${id}.`);
  return head;
}

export async function listRunHeads(db: Db = prisma): Promise<RunHead[]> {
  return heads({}, db);
}

/** The newest run of that key which is not cancelled, or null. */
export async function findRunByKey(key: string, db: Db = prisma): Promise<RunHead | null> {
  const row = await db.run.findFirst({
    where: { key, state: { not: "cancelled" } },
    orderBy: { number: "desc" },
    select: { id: true },
  });
  return row ? getRunHead(row.id, db) : null;
}

/** What a stage needs to know of its run. */
export async function getRunWork(id: string, db: Db = prisma) {
  const row = await db.run.findUnique({ where: { id }, select: { ...headFields, probe: true } });
  if (!row) throw new AppError("not-found", `There is no run ${id}.`);
  return {
    ...row,
    source: RunSource.parse(row.source),
    config: RunConfig.parse(row.config),
    state: RunHead.shape.state.parse(row.state),
    stage: RunHead.shape.stage.parse(row.stage),
    probe: ProbeReport.nullable().parse(row.probe),
  };
}

export async function runState(id: string, db: Db = prisma): Promise<RunState> {
  const row = await db.run.findUnique({ where: { id }, select: { state: true } });
  return RunHead.shape.state.parse(row?.state ?? "cancelled");
}

/** Locks the run for the rest of the transaction, so that two files that end at once agree on who was last. */
export async function lockRun(id: string, tx: Db): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Run" WHERE id = ${id} FOR UPDATE`;
}

export type RunChange = {
  state?: RunState;
  stage?: RunStage;
  snapshotId?: string;
  trajectoryId?: string;
  name?: string;
  error?: string | null;
  startedAt?: Date;
  finishedAt?: Date | null;
};

export async function updateRun(id: string, change: RunChange, db: Db = prisma): Promise<void> {
  await db.run.update({ where: { id }, data: change, select: { id: true } });
  await announce(db, id);
}

/** Sets the state only where it is one of `from`; true when it did. */
export async function moveRun(
  id: string,
  from: readonly RunState[],
  change: RunChange,
  db: Db = prisma,
): Promise<boolean> {
  const { count } = await db.run.updateMany({ where: { id, state: { in: [...from] } }, data: change });
  if (count > 0) await announce(db, id);
  return count > 0;
}

export async function otherRunOnTrajectory(
  trajectoryId: string,
  runId: string,
): Promise<{ id: string; state: string } | null> {
  return prisma.run.findFirst({
    where: { trajectoryId, id: { not: runId }, state: { in: ["queued", "running", "paused"] } },
    orderBy: { number: "asc" },
    select: { id: true, state: true },
  });
}

export async function insertRunFiles(
  runId: string,
  files: readonly { order: number; path: string }[],
  db: Db,
): Promise<void> {
  await db.runFile.createMany({
    data: files.map((file) => ({ runId, ...file, state: "waiting" })),
    skipDuplicates: true,
  });
}

export async function getRunFile(runId: string, order: number, db: Db = prisma): Promise<RunFile> {
  const row = await db.runFile.findUnique({ where: { runId_order: { runId, order } } });
  if (!row) throw new AppError("not-found", `Run ${runId} has no file number ${order}.`);
  return toFile(row);
}

export async function listRunFiles(runId: string, db: Db = prisma): Promise<RunFile[]> {
  return (await db.runFile.findMany({ where: { runId }, orderBy: { order: "asc" } })).map(toFile);
}

/** Takes a file for a worker unless another living one has it; false when it has. */
export async function claimRunFile(
  runId: string,
  order: number,
  workerId: string,
  live: readonly string[],
): Promise<boolean> {
  const others = live.filter((id) => id !== workerId);
  const { count } = await prisma.runFile.updateMany({
    where: { runId, order, state: { not: "done" }, OR: [{ workerId: null }, { workerId: { notIn: others } }] },
    data: { workerId, state: "author", startedAt: new Date() },
  });
  if (count > 0) await announce(prisma, runId, order);
  return count > 0;
}

export type RunFileChange = {
  state?: RunFileState;
  steps?: number;
  stepsDone?: number;
  gain?: number | null;
  note?: string | null;
  workerId?: string | null;
  finishedAt?: Date | null;
};

export async function updateRunFile(
  runId: string,
  order: number,
  change: RunFileChange,
  db: Db = prisma,
): Promise<void> {
  await db.runFile.update({ where: { runId_order: { runId, order } }, data: change, select: { order: true } });
  await announce(db, runId, order);
}

/** Makes failed files wait again and returns the orders of all that are not done. */
export async function reopenRunFiles(runId: string, db: Db): Promise<number[]> {
  await db.runFile.updateMany({
    where: { runId, state: { not: "done" } },
    data: { state: "waiting", workerId: null, note: null },
  });
  const rows = await db.runFile.findMany({
    where: { runId, state: { not: "done" } },
    orderBy: { order: "asc" },
    select: { order: true },
  });
  return rows.map((row) => row.order);
}

/** A file that people stopped waits again; what its agent has saved stays. */
export async function releaseRunFile(runId: string, order: number): Promise<void> {
  await updateRunFile(runId, order, { state: "waiting", workerId: null });
}

export async function saveProbe(id: string, probe: ProbeReport, db: Db): Promise<void> {
  await db.run.update({ where: { id }, data: { probe }, select: { id: true } });
  await announce(db, id);
}

export async function findProbe(id: string): Promise<ProbeReport | null> {
  const row = await prisma.run.findUnique({ where: { id }, select: { probe: true } });
  return ProbeReport.nullable().parse(row?.probe ?? null);
}

/** The newest report on a model, of whatever run. */
export async function newestProbe(modelId: string): Promise<ProbeReport | null> {
  const row = await prisma.run.findFirst({
    where: { probe: { path: ["modelId"], equals: modelId } },
    orderBy: { number: "desc" },
    select: { probe: true },
  });
  return ProbeReport.nullable().parse(row?.probe ?? null);
}

export async function saveDesign(id: string, design: Design, db: Db): Promise<void> {
  await db.run.update({ where: { id }, data: { design }, select: { id: true } });
}

export async function getDesign(id: string): Promise<Design> {
  const row = await prisma.run.findUnique({ where: { id }, select: { design: true } });
  return Design.parse(row?.design);
}

export async function countUnfinished(runId: string, db: Db): Promise<number> {
  return db.runFile.count({ where: { runId, state: { notIn: ["done", "failed"] } } });
}

export type NewEvent = { level: RunEvent["level"]; kind: string; message: string; path?: string; once?: string };

/** Adds a line to a run's account; with `once` it is added only the first time. */
export async function addEvent(runId: string, event: NewEvent, db: Db = prisma): Promise<void> {
  const data = {
    runId,
    level: event.level,
    kind: event.kind,
    message: event.message,
    path: event.path ?? null,
    once: event.once ?? null,
  };
  await db.runEvent.createMany({ data: [data], skipDuplicates: true });
  await announce(db, runId);
}

export async function listEvents(
  runId: string,
  options: { after?: bigint; newest?: number } = {},
): Promise<RunEvent[]> {
  const rows = await prisma.runEvent.findMany({
    where: { runId, ...(options.after !== undefined && { id: { gt: options.after } }) },
    orderBy: { id: options.newest ? "desc" : "asc" },
    ...(options.newest && { take: options.newest }),
    select: { id: true, at: true, level: true, kind: true, path: true, message: true },
  });
  const events = rows.map((row) => RunEvent.parse({ ...row, id: String(row.id), at: row.at.toISOString() }));
  return options.newest ? events.reverse() : events;
}

/** Version of the Postgres server, such as "18.4". */
export async function serverVersion(): Promise<string> {
  const rows = await prisma.$queryRaw<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
  return rows[0]?.version ?? "";
}

export async function countRuns(): Promise<number> {
  return prisma.run.count();
}

/** Told when the transaction commits, so a listener never looks too early. */
async function announce(db: Db, run: string, file?: number): Promise<void> {
  const payload = JSON.stringify(file === undefined ? { run } : { run, file });
  await db.$executeRaw`SELECT pg_notify(${RUN_CHANNEL}, ${payload})`;
}

async function heads(where: { id?: string }, db: Db): Promise<RunHead[]> {
  const rows = await db.run.findMany({ where, orderBy: { number: "desc" }, select: headFields });
  const ids = rows.map((row) => row.id);
  const groups = await db.runFile.groupBy({
    by: ["runId", "state"],
    where: { runId: { in: ids } },
    _count: { _all: true },
  });
  // Weighted by thoughts, so that a run and its trajectory show the same mean.
  const gains = await db.$queryRaw<{ runId: string; gain: number }[]>`
    SELECT "runId", sum(gain * steps) / sum(steps) AS gain FROM "RunFile"
    WHERE "runId" = ANY(${ids}) AND gain IS NOT NULL AND steps > 0 GROUP BY "runId"`;
  return rows.map((row) => {
    const { number: _number, ...fields } = row;
    const mine = groups.filter((group) => group.runId === row.id);
    const count = (state?: string) =>
      mine.reduce((sum, group) => sum + (state === undefined || group.state === state ? group._count._all : 0), 0);
    return RunHead.parse({
      ...fields,
      files: { total: count(), done: count("done"), failed: count("failed") },
      meanGain: gains.find((each) => each.runId === row.id)?.gain ?? null,
      createdAt: row.createdAt.toISOString(),
      startedAt: row.startedAt?.toISOString() ?? null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
    });
  });
}

type FileRow = {
  order: number;
  path: string;
  state: string;
  stepsDone: number;
  steps: number;
  gain: number | null;
  note: string | null;
  workerId: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

function toFile(row: FileRow): RunFile {
  const { order, path, state, stepsDone, steps, gain, note, workerId } = row;
  return RunFile.parse({
    order,
    path,
    state,
    stepsDone,
    steps,
    gain,
    note,
    workerId,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  });
}
