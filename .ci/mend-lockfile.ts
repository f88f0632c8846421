import { readFile, writeFile } from "node:fs/promises";

/**
 * `npm install` leaves platform packages out of the lockfile when the registry at hand lacks them, and `npm ci` then
 * refuses that lockfile everywhere. This adds the missing optional entries by name and exact version; npm fetches none
 * of them on another platform. Run after every change of dependencies: `npm run lockfile`.
 */
const OPERATING_SYSTEMS = [
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "android",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "openharmony",
];
/** What packages call them in their names. */
const ALIASES: Readonly<Record<string, string>> = { windows: "win32", win: "win32", mac: "darwin" };
const CPUS = ["x64", "arm64", "arm", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "wasm32"];

type LockedPackage = { version?: string; optionalDependencies?: Record<string, string> };
type Lockfile = { packages: Record<string, LockedPackage & { optional?: boolean; os?: string[]; cpu?: string[] }> };

const path = new URL("../package-lock.json", import.meta.url);
const lockfile: Lockfile = JSON.parse(await readFile(path, "utf8"));
let added = 0;
for (const [owner, locked] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
    if (!/^\d/.test(version) || isLocked(owner, name)) continue;
    const words = name.split(/[/-]/).map((word) => ALIASES[word] ?? word);
    const os = OPERATING_SYSTEMS.filter((system) => words.includes(system));
    const cpu = CPUS.filter((architecture) => words.includes(architecture));
    if (os.length === 0 && cpu.length === 0) continue;
    lockfile.packages[`node_modules/${name}`] = {
      version,
      optional: true,
      ...(os.length > 0 && { os }),
      ...(cpu.length > 0 && { cpu }),
    };
    added += 1;
  }
}
lockfile.packages = Object.fromEntries(Object.entries(lockfile.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(`${added} platform packages added to package-lock.json`);

/** True when npm's own resolution from `owner` upwards would find the package in the lockfile. */
function isLocked(owner: string, name: string): boolean {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (lockfile.packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
    if (folder === "") return false;
    if (!folder.includes("/node_modules/")) folder = "";
    if (folder === "" && lockfile.packages[`node_modules/${name}`]) return true;
  }
}
