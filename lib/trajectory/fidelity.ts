import { sha256 } from "#lib/std/hash.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Fidelity } from "./schema.ts";

/**
 * Compares what the trajectory writes with what the snapshot holds. Hashes are recomputed from the very text that is
 * exported, so that a decoding fault anywhere between shows as `differs`.
 */
export function checkFidelity(
  writes: Iterable<{ readonly path: string; readonly content: string }>,
  expected: ReadonlyMap<string, string>,
): Fidelity {
  const problems: Fidelity["problems"] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const { path, content } of writes) {
    const encoded = Buffer.from(content, "utf8");
    bytes += encoded.byteLength;
    const hash = expected.get(path);
    if (seen.has(path)) problems.push({ path, problem: "twice" });
    else if (hash === undefined) problems.push({ path, problem: "unexpected" });
    else if (sha256(encoded) !== hash) problems.push({ path, problem: "differs" });
    seen.add(path);
  }
  for (const path of expected.keys()) if (!seen.has(path)) problems.push({ path, problem: "missing" });
  problems.sort((a, b) => byCodeUnit(a.path, b.path) || byCodeUnit(a.problem, b.problem));
  return { files: seen.size, bytes, ok: problems.length === 0, problems };
}
