import type { LogprobModel } from "#lib/refinement/server.ts";
import type { Usage } from "#lib/synthesis/server.ts";

type Session = Awaited<ReturnType<LogprobModel["open"]>>;

/** A session that adds up what its scorings cost. `total` is one row for the cost ledger, none where nothing was scored. */
export function withLedger(session: Session): { readonly session: Session; total(): Usage[] } {
  const spent: Usage[] = [];
  return {
    session: {
      close: () => session.close(),
      score: async (requests, signal) => {
        const scores = await session.score(requests, signal);
        spent.push(...scores.map((score) => score.usage));
        return scores;
      },
    },
    total: () => (spent.length > 0 ? [spent.reduce(addUsage)] : []),
  };
}

/** A figure that one part does not know is unknown for the whole. */
function addUsage(one: Usage, other: Usage): Usage {
  const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
  return {
    inputTokens: add(one.inputTokens, other.inputTokens),
    outputTokens: add(one.outputTokens, other.outputTokens),
    cachedTokens: add(one.cachedTokens, other.cachedTokens),
    wallMs: one.wallMs + other.wallMs,
    retries: one.retries + other.retries,
  };
}
