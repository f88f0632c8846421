import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { ContextModel } from "#lib/llm/builtin/context-model.ts";
import { COST_UNIT } from "#lib/llm/builtin/tables.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CORPORA = [
  { name: "this project's lib", folder: "lib", ending: /\.ts$/ },
  { name: "zod sources", folder: "node_modules/zod/src", ending: /\.ts$/ },
  { name: "pg-boss", folder: "node_modules/pg-boss/dist", ending: /\.js$/ },
];
const MOST_BYTES = 1_500_000;
/** Every so many files one is held out, read last, and counted alone. */
const HELD_OUT_EVERY = 5;
const SLOT_BITS = 22;

/** Prints what the built-in scorer needs per byte, beside xz and brotli on the same bytes, and how fast it reads. */
export async function run(): Promise<void> {
  for (const corpus of CORPORA) {
    const files = filesOf(join(ROOT, corpus.folder), corpus.ending);
    const all = Buffer.concat(files).subarray(0, MOST_BYTES);
    const held = Buffer.concat(files.filter((_, index) => index % HELD_OUT_EVERY === HELD_OUT_EVERY - 1)).subarray(
      0,
      MOST_BYTES,
    );
    const rest = Buffer.concat(files.filter((_, index) => index % HELD_OUT_EVERY !== HELD_OUT_EVERY - 1)).subarray(
      0,
      MOST_BYTES,
    );
    console.log(`${corpus.name}: ${files.length} files, ${all.length} bytes read`);
    report("from nothing", all, Buffer.alloc(0));
    report("held-out files after the rest", held, rest);
  }
}

function report(name: string, bytes: Buffer, before: Buffer): void {
  const own = measure(bytes, before);
  const brotli = perByte(brotliSize(Buffer.concat([before, bytes])) - brotliSize(before), bytes);
  const xzSize = before.length > 0 ? difference(xz(Buffer.concat([before, bytes])), xz(before)) : xz(bytes);
  const xzText =
    xzSize === null ? "xz is not on this machine" : compared("xz -9e", own.bitsPerByte, perByte(xzSize, bytes));
  console.log(`  ${name}: ${own.bitsPerByte.toFixed(3)} bits per byte at ${own.kilobytesPerSecond.toFixed(0)} kB/s`);
  console.log(`    ${xzText}; ${compared("brotli -11", own.bitsPerByte, brotli)}`);
}

function measure(bytes: Buffer, before: Buffer): { bitsPerByte: number; kilobytesPerSecond: number } {
  const model = new ContextModel({ slotBits: SLOT_BITS });
  const costs = new Int32Array(bytes.length);
  const startedAt = performance.now();
  model.read(before, 0, before.length, null);
  model.read(bytes, 0, bytes.length, costs);
  const ms = performance.now() - startedAt;
  const nats = costs.reduce((sum, cost) => sum + cost, 0) / COST_UNIT;
  return { bitsPerByte: nats / Math.LN2 / bytes.length, kilobytesPerSecond: (before.length + bytes.length) / ms };
}

function compared(name: string, own: number, other: number): string {
  return `${name} ${other.toFixed(3)}, ratio ${(own / other).toFixed(3)}`;
}

function perByte(size: number, bytes: Buffer): number {
  return (size * 8) / bytes.length;
}

/** What the bytes add to an archive that holds the others already. */
function difference(both: number | null, before: number | null): number | null {
  return both === null || before === null ? null : both - before;
}

function brotliSize(bytes: Buffer): number {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return bytes.length === 0 ? 0 : brotliCompressSync(bytes, { params }).length;
}

function xz(bytes: Buffer): number | null {
  try {
    return execFileSync("xz", ["-9e", "--stdout"], { input: bytes, maxBuffer: 2 * bytes.length + 4096 }).length;
  } catch {
    return null;
  }
}

function filesOf(folder: string, ending: RegExp): Buffer[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}
