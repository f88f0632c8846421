import { messageOf } from "#lib/std/errors.ts";
import type { FileDraft, FileFacts, Repository } from "./languages/port.ts";
import type { Family } from "./languages/registry.ts";

export type Linked = {
  readonly facts: ReadonlyMap<string, FileFacts>;
  /** Why a file with a draft has no facts. */
  readonly problems: ReadonlyMap<string, string>;
};

/** Resolves the names of every family's drafts. A family whose linking fails costs its own files and no others. */
export async function linkAll(
  byFamily: ReadonlyMap<Pick<Family, "load">, readonly FileDraft<unknown>[]>,
  repository: Repository,
): Promise<Linked> {
  const facts = new Map<string, FileFacts>();
  const problems = new Map<string, string>();
  for (const [family, drafts] of byFamily) {
    try {
      const adapter = await family.load();
      for (const each of await adapter.link(drafts, repository)) facts.set(each.path, each);
    } catch (error) {
      const problem = `names could not be resolved: ${messageOf(error).slice(0, 200)}`;
      for (const { path } of drafts) problems.set(path, problem);
    }
  }
  return { facts, problems };
}
