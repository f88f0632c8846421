import { MAXIMUM_ENTRIES, tooManyEntries } from "./collector.ts";
import { type GitSetting, git, withGit } from "./git-process.ts";

export type TreeEntry = {
  readonly kind: "file" | "symbolic-link" | "submodule" | "other";
  readonly id: string;
  readonly byteCount: number;
  readonly path: string;
};

/** Every entry of a commit's tree, in git's order. */
export async function listTree(setting: GitSetting, commit: string): Promise<TreeEntry[]> {
  const output = await git(setting, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
  const rows = output.toString("utf8").split("\0").filter(Boolean);
  if (rows.length > MAXIMUM_ENTRIES) throw tooManyEntries();
  return rows.map(toEntry);
}

/** The exact bytes of each object, whatever a checkout would have made of them. */
export async function readObjects(
  setting: GitSetting,
  ids: readonly string[],
  onObject: (id: string, content: Uint8Array) => void,
): Promise<void> {
  if (ids.length === 0) return;
  await withGit(setting, ["cat-file", "--batch"], async (child) => {
    child.stdin.end(`${ids.join("\n")}\n`);
    const reader = byteReader(child.stdout);
    for (const id of ids) {
      const [, type, size] = (await reader.line()).split(" ");
      if (type !== "blob") throw new Error(`object ${id} is ${type ?? "unreadable"}`);
      onObject(id, await reader.take(Number(size)));
      await reader.take(1);
    }
  });
}

const KIND = new Map<string, TreeEntry["kind"]>([
  ["100644", "file"],
  ["100755", "file"],
  ["100664", "file"],
  ["120000", "symbolic-link"],
  ["160000", "submodule"],
]);

/** A row is `mode type id size<TAB>path`; the size is padded, and `-` for a submodule. */
function toEntry(row: string): TreeEntry {
  const tab = row.indexOf("\t");
  const [mode = "", , id = "", size = "0"] = row.slice(0, tab).split(/ +/);
  return { kind: KIND.get(mode) ?? "other", id, byteCount: Number(size) || 0, path: row.slice(tab + 1) };
}

/** Reads lines and counted bytes in turn from a stream; memory holds one object and one chunk. */
function byteReader(stream: AsyncIterable<Buffer>) {
  const iterator = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<Buffer> {
    const next = await iterator.next();
    if (next.done) throw new Error("git ended before the last object");
    return next.value;
  }

  return {
    async line(): Promise<string> {
      let end = rest.indexOf(10);
      while (end < 0) {
        if (rest.length > 4096) throw new Error("git wrote an endless line");
        rest = Buffer.concat([rest, await more()]);
        end = rest.indexOf(10);
      }
      const line = rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
      return line;
    },
    async take(length: number): Promise<Uint8Array> {
      const parts = [rest];
      let have = rest.length;
      while (have < length) {
        const chunk = await more();
        parts.push(chunk);
        have += chunk.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(length);
      // A copy, so that a small file does not keep the whole chunk it came in alive.
      return Uint8Array.prototype.slice.call(all, 0, length);
    },
  };
}
