import { join } from "node:path/posix";
import type { Package } from "./manifest.ts";
import { type Place, probeIndex, probeTarget } from "./probe.ts";
import type { Output } from "./tsconfig.ts";

/** The source that the compiler would write a file from, by the projects of its package. */
export function sourceOfEmitted(place: Place, outputs: readonly Output[], target: string): string | null {
  for (const { to, root } of outputs) {
    if (!target.startsWith(`${to}/`)) continue;
    const stem = join(root, target.slice(to.length + 1).replace(OUTPUT_ENDING, ""));
    // The compiler keeps the kind of a module: `.cjs` comes from `.cts` alone.
    const kind = /\.([cm]?)[jt]sx?$/.exec(target)?.[1] ?? "";
    for (const ending of kind === "" ? [".ts", ".tsx", ".js", ".jsx"] : [`.${kind}ts`, `.${kind}js`]) {
      if (place.repository.has(stem + ending)) return stem + ending;
    }
  }
  return null;
}

/**
 * The source of a file that a build would write, which is not there: `dist/x.js` is made from `src/x.ts` or `x.ts`. What
 * builds a package is a program of its own, so this is the convention they share, not a computation.
 */
export function sourceOfOutput(place: Place, owner: Package, target: string): string | null {
  const [folder = "", ...rest] = insideOf(owner, target).split("/");
  if (!OUTPUT_FOLDERS.test(folder) || rest.length === 0) return null;
  // A source that keeps the kind of its module comes before one that a build turns into that kind.
  const kind = /\.([cm])[jt]s$/.exec(target)?.[1];
  const endings = kind === undefined ? SOURCE_ENDINGS : [`.${kind}ts`, `.${kind}js`, ...SOURCE_ENDINGS];
  for (let dropped = 0; dropped < rest.length && dropped < 3; dropped++) {
    if (dropped > 0 && !FORMAT_FOLDERS.test(rest[dropped - 1] ?? "")) return null;
    const stem = rest.slice(dropped).join("/").replace(OUTPUT_ENDING, "");
    for (const name of new Set([stem, stem.replace(FORMAT_ENDING, "")])) {
      for (const home of ["src", ""]) {
        const source = probeSource(place, join(owner.folder, home, name), endings);
        if (source !== null) return source;
      }
    }
  }
  return null;
}

/** The entry of a package when its entry is a bundle with a name of its own: what it says it is built from, or `src/index`. */
export function sourceOfEntry(place: Place, owner: Package, target: string): string | null {
  if (owner.source !== undefined) return probeTarget(place, join(owner.folder, owner.source));
  return isOutput(owner, target) ? probeIndex(place, join(owner.folder, "src")) : null;
}

/** Whether a path lies where builds write. */
export function isOutput(owner: Package, target: string): boolean {
  return OUTPUT_FOLDERS.test(insideOf(owner, target).split("/", 1)[0] ?? "");
}

function insideOf(owner: Package, target: string): string {
  return owner.folder === "" ? target : target.slice(owner.folder.length + 1);
}

function probeSource({ repository }: Place, stem: string, endings: readonly string[]): string | null {
  for (const ending of endings) if (repository.has(stem + ending)) return stem + ending;
  return null;
}

const OUTPUT_ENDING = /\.d\.[cm]?ts$|\.[cm]?[jt]sx?$/;
const OUTPUT_FOLDERS = /^(dist|lib|build|out|output|es|esm|cjs|types|typings|umd|module|commonjs|dist-\w+)$/;
const FORMAT_FOLDERS =
  /^(esm|cjs|es|mjs|umd|types|typings|module|commonjs|src|dts|dist|browser|node|development|production)$/;
const FORMAT_ENDING = /\.(esm|cjs|mjs|umd|es|development|production)$/;
const SOURCE_ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"];
