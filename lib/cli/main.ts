import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";

/*
 * The `retrace` command: the second composition root beside the web app. Each command is loaded when it is asked for, so
 * that `--help` and `graph` do not wait for the database's client.
 */
// Most of the time of a short command is reading its own code. Threads find the folder in the environment.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
enableCompileCache();

// A reader that has seen enough, such as `head`, closes the pipe; that is no failure of ours.
process.stdout.on("error", (error) => {
  if (codeOf(error) === "EPIPE") process.exit(0);
  throw error;
});

const program = new Command("retrace")
  .description("Turn a repository back into the development trajectory that could have produced it.")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    "after",
    `
Examples:
  npm start                                             open Retrace in the browser
  npm start -- https://example.org/someone/project      … and reconstruct that repository
  npm run -s retrace -- graph . --json                  files, edges and order of this folder
  npm run -s retrace -- reconstruct . --sub-path src --out row.jsonl
  npm run -s retrace -- export --out set.jsonl --format axolotl --filter "verdict:accept license:MIT"
  npm run -s retrace -- status --json`,
  );

const port = new Option("--port <number>", "port on 127.0.0.1 (RETRACE_PORT)").argParser(parsePort);

program
  .command("start")
  .description("start the web app and one worker; with a source, reconstruct it")
  .argument("[source]", "folder, archive or https git address")
  .option("--sub-path <folder>", "only this folder of the source")
  .option("--no-sample", "do not reconstruct the sample when the database is empty")
  .addOption(port)
  .action(async (source: string | undefined, options) =>
    (await ready(() => import("./start.ts"))).start(source, options),
  );

program
  .command("worker")
  .description("execute jobs until stopped")
  .option("--concurrency <number>", "files written at once by the built-in models", parseCount)
  .option("--away <number>", "files that wait for model endpoints at once", parseCount)
  .action(async (options) => (await ready(() => import("./worker.ts"))).worker(options));

program
  .command("graph")
  .description("print order, cycles and unresolved imports of a folder, or all of its graph as JSON; needs no database")
  .argument("<path>")
  .option("--json", "print JSON")
  .option("--external", "also list what comes from packages and the standard library")
  .action(async (path: string, options) => (await import("./graph.ts")).graph(path, options));

program
  .command("reconstruct")
  .description("run the whole pipeline and write one canonical row")
  .argument("<source>", "folder, archive or https git address")
  .requiredOption("--out <file>", "where the row goes")
  .option("--sub-path <folder>", "only this folder of the source")
  .option("--commit <name>", "branch, tag or commit of a git repository")
  .option("--author <name>", "structural or language-model", "structural")
  .option("--scorer <name>", "builtin, sglang, vllm, echo, llama or none", "builtin")
  .option("--candidates <number>", "K: rewrites tried at each pass", parseCount)
  .option("--passes <number>", "R: passes", parseCount)
  .option("--mode <name>", "off, faithful, guarded or segment", "guarded")
  .action(async (source: string, options) =>
    (await ready(() => import("./reconstruct.ts"))).reconstruct(source, options),
  );

program
  .command("experiment")
  .description("run repositories under several configs and write a report; given again, it goes on")
  .argument("<spec>", "JSON file: name, sources, arms")
  .requiredOption("--out <folder>", "where the report goes")
  .action(async (spec: string, options) => (await ready(() => import("./experiment.ts"))).experiment(spec, options));

program
  .command("export")
  .description("write a dataset with its manifest")
  .requiredOption("--out <file>", "where the rows go; the manifest is written beside it")
  .option("--format <name>", "canonical, axolotl or preferences", "canonical")
  .option("--filter <text>", 'conditions, such as "verdict:accept license:MIT,Apache-2.0 min-gain:0.01"', "")
  .action(async (options) => (await ready(() => import("./export.ts"))).exportRows(options));

program
  .command("status")
  .description("list runs and how far they are")
  .option("--json", "print JSON")
  .action(async (options) => (await ready(() => import("./status.ts"))).status(options));

program
  .command("replies")
  .description("tell how much room the stored replies of models take, and delete what no run needs any more")
  .option("--older-than <days>", "those that were not used for so long, such as 90d", parseDays)
  .option("--purge", "delete them; the ledger stays")
  .option("--json", "print JSON")
  .action(async (options) => (await ready(() => import("./replies.ts"))).replies(options));

program
  .command("sign-in")
  .description("print a new one-time sign-in link")
  .addOption(port)
  .action(async (options) => (await ready(() => import("./sign-in.ts"))).signIn(options));

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(`retrace: ${explain(error)}\n`);
  process.exit(1);
}

/** Loads a command that talks to the database, whose client is written on a clean clone's first use. */
async function ready<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  await import("#prisma/generate.ts");
  return load();
}

/** One clear line; the stack is for defects only, and only where it was asked for. */
function explain(error: unknown): string {
  if (codeOf(error) === "ENOSPC" || /no space left on device/i.test(messageOf(error)))
    return "the disk is full; free some space and start again";
  if (error instanceof AppError || process.env.RETRACE_LOG !== "debug")
    return (
      messageOf(error)
        .split("\n")
        .find((line) => line.trim() !== "") ?? "unknown error"
    );
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function parsePort(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw new AppError("invalid", `--port: ${text} is no port; use a number from 0 to 65535`);
}

function parseDays(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return Number(days);
  throw new AppError("invalid", `--older-than: ${text} is no age; give days, such as 90d`);
}

function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 256) return number;
  throw new AppError("invalid", `${text} is no count; use a whole number from 0 to 256`);
}
