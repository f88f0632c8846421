import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ORDERS = [3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32];
const MEMORY = ["16m", "256m"];
/** Debian's package 7zip calls it 7z, the publisher's own build 7zz. */
const NAMES = ["7z", "7zz"];

export type Ppmd = { readonly bytes: number; readonly setting: string };

/** Bytes that `xz -9e` makes of these, or null where it is not installed. */
export function xz(bytes: Buffer): number | null {
  return execute("xz", ["-9e", "--stdout"], bytes)?.length ?? null;
}

/** The best that 7-Zip's PPMd makes of these over all orders and memory sizes, without the archive's own headers. */
export function ppmd(bytes: Buffer): Ppmd | null {
  const folder = mkdtempSync(join(tmpdir(), "retrace-bench-ppmd-"));
  try {
    const input = join(folder, "text");
    writeFileSync(input, bytes);
    const program = NAMES.find((name) => execute(name, ["i"]) !== null);
    if (!program) return null;
    const tried = ORDERS.flatMap((order) => MEMORY.map((memory) => `PPMd:o=${order}:mem=${memory}`)).map((setting) => {
      const archive = join(folder, `${setting.replaceAll(":", "-")}.7z`);
      execute(program, ["a", "-bd", `-m0=${setting}`, archive, input]);
      const listed = execute(program, ["l", "-slt", archive])?.toString() ?? "";
      return { bytes: Number(/^Packed Size = (\d+)$/m.exec(listed)?.[1]), setting };
    });
    return tried.filter((each) => each.bytes > 0).sort((a, b) => a.bytes - b.bytes)[0] ?? null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function execute(program: string, args: readonly string[], input?: Buffer): Buffer | null {
  try {
    return execFileSync(program, [...args], { input, maxBuffer: 2 ** 30, stdio: ["pipe", "pipe", "ignore"] });
  } catch {
    return null;
  }
}
