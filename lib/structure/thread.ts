import { serialize } from "node:v8";
import { parentPort } from "node:worker_threads";
import { invariant } from "#lib/std/assert.ts";
import type { Batch, BatchReply, BatchResult } from "./batch.ts";
import { draftFile, readerOf } from "./draft-file.ts";
import { adoptModule, isRuntimeBroken } from "./parser.ts";

/*
 * Entry of a parsing thread: a batch of files in, their drafts out. Both ends are this program, and a batch may hold
 * thousands of files, so messages are typed and not parsed.
 */
const port = parentPort;
invariant(port, "thread.ts runs as a worker thread");

let last = Promise.resolve();
port.on("message", (batch: Batch) => {
  last = last.then(() => read(batch));
});

async function read({ number, files, modules }: Batch): Promise<void> {
  for (const [grammar, module] of modules) adoptModule(grammar, module);
  const results: BatchResult[] = [];
  for (const file of files) {
    const reader = readerOf(file);
    const drafted = "problem" in reader ? reader : await draftFile(await reader.family.load(), file);
    results.push("problem" in drafted ? drafted : { bytes: serialize(drafted.draft) });
    // The rest of the batch is left to the thread that takes this one's place.
    if (isRuntimeBroken()) break;
  }
  const reply: BatchReply = { number, results };
  port?.postMessage(reply);
}
