import { localOwner } from "#lib/auth/actor.ts";
import { openDatabase } from "#lib/db/server.ts";
import { listRuns } from "#lib/runs/server.ts";

export async function status(options: { json?: boolean }): Promise<void> {
  const database = await openDatabase();
  try {
    const runs = await listRuns(localOwner);
    if (options.json) {
      const rows = runs.map(({ id, name, state, files, trajectoryId }) => ({
        id,
        repository: name,
        state,
        files: { total: files.total, done: files.done },
        trajectoryId,
      }));
      process.stdout.write(`${JSON.stringify({ runs: rows })}\n`);
    } else if (runs.length === 0) {
      process.stdout.write("No runs yet. Start one: npm run -s retrace -- reconstruct PATH --out FILE.jsonl\n");
    } else {
      for (const run of runs) {
        process.stdout.write(
          `${run.id}  ${run.state.padEnd(9)}  ${`${run.files.done}/${run.files.total}`.padStart(9)}  ${run.name}${run.error ? `  ${run.error}` : ""}\n`,
        );
      }
    }
  } finally {
    await database.close();
  }
}
