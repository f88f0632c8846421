import { ContextModel } from "#lib/llm/builtin/context-model.ts";
import { COST_UNIT } from "#lib/llm/builtin/tables.ts";
import { readFiles } from "#lib/sources/folder.ts";
import { extractStructure } from "#lib/structure/server.ts";
import { type Ppmd, ppmd, xz } from "./scorer/peers.ts";
import { reportSpeed, reportThreads } from "./scorer/speed.ts";
import { type Corpus, corpora } from "./structure/corpora.ts";

const SLOT_BITS = 20;
const MOST_BYTES = 2_000_000;
/** Repositories of the paper's size are small, and there it counts how fast a model learns. */
const BEGINNINGS = [20_000, 100_000];
const SPEED_BYTES = 1_000_000;
const NOTHING = new Uint8Array(0);

/**
 * What the built-in scorer needs for a repository in the order of writing, beside 7-Zip's PPMd at its best setting and
 * `xz -9e` on the same bytes, and how fast it is. RETRACE_BENCH_REPOSITORIES names a folder of repositories to read.
 */
export async function run(): Promise<void> {
  const texts: Buffer[] = [];
  for (const corpus of corpora()) {
    const text = await inOrderOfWriting(corpus);
    texts.push(text);
    for (const length of [...BEGINNINGS.filter((each) => each < text.length), text.length]) {
      compare(
        length < text.length ? `${corpus.name}, its first ${length} bytes` : corpus.name,
        text.subarray(0, length),
      );
    }
  }
  const bytes = Buffer.concat(texts).subarray(0, SPEED_BYTES);
  console.log("speed");
  reportSpeed(bytes);
  await reportThreads(bytes);
}

/** The prefix that a stand-in reads in a run: each written file, dependencies first. */
async function inOrderOfWriting({ folder }: Corpus): Promise<Buffer> {
  const files = await readFiles(folder, new AbortController().signal);
  const contents = new Map(files.map(({ path, content }) => [path, new TextDecoder().decode(content)]));
  const { order } = await extractStructure(files);
  const blocks = order.map((path) => {
    const content = contents.get(path) ?? "";
    return `<write path="${path}">\n${content}${content.endsWith("\n") ? "" : "\n"}</write>\n`;
  });
  return Buffer.from(blocks.join("")).subarray(0, MOST_BYTES);
}

function compare(name: string, bytes: Buffer): void {
  const own = bitsOf(new ContextModel({ slotBits: SLOT_BITS }), bytes);
  const unprepared = bitsOf(new ContextModel({ slotBits: SLOT_BITS, seed: NOTHING }), bytes);
  const each = (bits: number) => (bits / bytes.length).toFixed(3);
  console.log(`${name}: ${bytes.length} bytes`);
  console.log(`  built in ${each(own)} bits per byte, ${each(unprepared)} without its seed`);
  const best = ppmd(bytes);
  console.log(
    best ? `  ${ratio(ppmdName(best), best.bytes, own, unprepared)}` : "  7z is not on this machine: no PPMd",
  );
  const small = xz(bytes);
  console.log(small ? `  ${ratio("xz -9e", small, own, unprepared)}` : "  xz is not on this machine");
}

function bitsOf(model: ContextModel, bytes: Buffer): number {
  const costs = new Int32Array(bytes.length);
  model.read(bytes, 0, bytes.length, costs);
  return costs.reduce((sum, cost) => sum + cost, 0) / COST_UNIT / Math.LN2;
}

function ppmdName({ setting }: Ppmd): string {
  return `7z ${setting}, its best`;
}

function ratio(name: string, bytes: number, own: number, unprepared: number): string {
  const share = (bits: number) => (bits / (8 * bytes)).toFixed(3);
  return `${name}: ${bytes} bytes; built in ${share(own)} of it, ${share(unprepared)} without its seed`;
}
