import { type Db, prisma } from "#lib/db/client.ts";
import { AppError } from "#lib/std/errors.ts";
import { ExperimentSpec } from "./schema.ts";

export type StoredExperiment = {
  readonly id: string;
  readonly name: string;
  readonly spec: ExperimentSpec;
  readonly createdAt: string;
  /** In the order of arms and sources of the spec. */
  readonly runs: readonly { readonly arm: string; readonly source: number; readonly runId: string }[];
};

const fields = {
  id: true,
  name: true,
  spec: true,
  createdAt: true,
  runs: { select: { arm: true, source: true, runId: true } },
} as const;

/** Does nothing where the id is there: it is a function of the spec. */
export async function insertExperiment(id: string, spec: ExperimentSpec, db: Db = prisma): Promise<void> {
  await db.experiment.createMany({ data: [{ id, name: spec.name, spec }], skipDuplicates: true });
}

/** The run of one source under one arm; a later one, such as after a cancelled run, takes the place of an earlier. */
export async function putExperimentRun(
  run: { readonly experimentId: string; readonly arm: string; readonly source: number; readonly runId: string },
  db: Db = prisma,
): Promise<void> {
  const { experimentId, arm, source, runId } = run;
  await db.experimentRun.upsert({
    where: { experimentId_arm_source: { experimentId, arm, source } },
    create: run,
    update: { runId },
    select: { runId: true },
  });
}

export async function getExperiment(id: string, db: Db = prisma): Promise<StoredExperiment> {
  const row = await db.experiment.findUnique({ where: { id }, select: fields });
  if (!row) throw new AppError("not-found", `There is no experiment ${id}.`);
  return toExperiment(row);
}

/** Newest first. */
export async function listExperiments(db: Db = prisma): Promise<StoredExperiment[]> {
  const rows = await db.experiment.findMany({ select: fields, orderBy: [{ createdAt: "desc" }, { id: "asc" }] });
  return rows.map(toExperiment);
}

function toExperiment(row: {
  id: string;
  name: string;
  spec: unknown;
  createdAt: Date;
  runs: { arm: string; source: number; runId: string }[];
}): StoredExperiment {
  const spec = ExperimentSpec.parse(row.spec);
  const places = new Map(spec.arms.map((arm, index) => [arm.name, index]));
  const placeOf = (arm: string) => places.get(arm) ?? spec.arms.length;
  return {
    ...row,
    spec,
    createdAt: row.createdAt.toISOString(),
    runs: [...row.runs].sort((a, b) => placeOf(a.arm) - placeOf(b.arm) || a.source - b.source),
  };
}
