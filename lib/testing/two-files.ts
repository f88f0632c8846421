import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A repository as small as one can be that has a dependency: the second file imports the first. */
export const TWO_FILES = {
  "clock.ts": `/** Whole seconds between two moments. */
export function secondsSince(moment: Date, now: Date): number {
  return Math.floor((now.getTime() - moment.getTime()) / 1000);
}
`,
  "timer.ts": `import { secondsSince } from "./clock.ts";

/** Counts down and never goes below zero. */
export class Timer {
  readonly #started: Date;
  readonly #seconds: number;

  constructor(started: Date, seconds: number) {
    this.#started = started;
    this.#seconds = seconds;
  }

  remaining(now: Date): number {
    return Math.max(0, this.#seconds - secondsSince(this.#started, now));
  }
}
`,
} as const;

/** Writes the files into a new folder and returns its path. */
export async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "retrace-source-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
