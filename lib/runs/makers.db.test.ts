import { afterAll, beforeAll, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { prisma } from "#lib/db/client.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { folderOf, TWO_FILES } from "#lib/testing/two-files.ts";
import { getRun, startRun } from "./server.ts";
import { prepare } from "./stages/prepare.ts";
import { writeFile } from "./stages/write-file.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await closeQueue();
  await database.drop();
});

test("a run that another version began is not gone on with", async () => {
  const { signal } = new AbortController();
  const { id } = await startRun(localOwner, { source: { kind: "folder", path: await folderOf(TWO_FILES) } });
  await prepare(id, signal);
  const trajectoryId = (await getRun(localOwner, id)).run.trajectoryId ?? "";
  const { author, scorer } = await prisma.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const write = () => writeFile(id, 0, { signal, workerId: "test" });

  await prisma.trajectory.update({ where: { id: trajectoryId }, data: { author: "structural@0" } });
  await expect(write()).rejects.toThrow(`author: this run was begun with structural@0 and would go on with ${author}`);
  await prisma.trajectory.update({ where: { id: trajectoryId }, data: { author, scorer: "other@1" } });
  await expect(write()).rejects.toThrow(`scorer: this run was begun with other@1 and would go on with ${scorer}`);
  await prisma.trajectory.update({ where: { id: trajectoryId }, data: { scorer } });
  await write();
  expect((await getRun(localOwner, id)).run.files).toMatchObject({ done: 1, failed: 0 });
});
