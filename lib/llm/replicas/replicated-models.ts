import { at, invariant } from "#lib/std/assert.ts";
import { sha256 } from "#lib/std/hash.ts";
import { CallFailure } from "../call-failure.ts";
import type { ChatModel, ScoringSession } from "../port.ts";
import type { ProbeReport } from "../probe-report.ts";
import type { TokenScorer } from "../scoring/token-scorer.ts";
import { prefixKeys } from "./prefix-keys.ts";
import { freeFirst, onOneReplica, type Replica, rankedFor } from "./replicas.ts";

/**
 * A scorer over several servers of one model. All steps of one prefix go to the same server, whose cache holds it. The
 * requests of one `score` are scored by one server: where it dies, all of them are scored anew by the next, and the rest of
 * the session stays there; the next session begins with the first server again, once its circuit has closed.
 */
export function replicatedScorer(replicas: readonly Replica<TokenScorer>[]): TokenScorer {
  const first = at(replicas, 0).model;
  requireOneModel(replicas);
  let tokenizer: string | null = null;

  async function open(replica: Replica<TokenScorer>, prefix: readonly string[], signal: AbortSignal) {
    const session = await replica.model.open(prefix, signal);
    tokenizer ??= replica.model.tokenizer;
    if (replica.model.tokenizer === tokenizer) return session;
    await session.close();
    throw new CallFailure(
      "wrong",
      `${replica.address} cuts text into other tokens than the other replicas of ${first.id}. Serve the same revision everywhere, or remove it.`,
    );
  }

  return {
    id: first.id,
    kind: first.kind,
    place: first.place,
    unit: first.unit,
    clipNats: first.clipNats,
    get tokenizer() {
      return tokenizer ?? first.tokenizer;
    },
    get noiseNats() {
      return Math.max(...replicas.map(({ model }) => model.noiseNats));
    },
    async open(prefix, signal) {
      const key = sha256(prefix.join(""));
      const sessions = new Map<Replica<TokenScorer>, ScoringSession>();
      let order = rankedFor(replicas, key);

      async function sessionOf(replica: Replica<TokenScorer>, opening: AbortSignal): Promise<ScoringSession> {
        const known = sessions.get(replica);
        if (known) return known;
        const session = await open(replica, prefix, opening);
        sessions.set(replica, session);
        order = [replica, ...order.filter((other) => other !== replica)];
        return session;
      }

      await onOneReplica(order, (replica) => sessionOf(replica, signal), signal);
      return {
        score: (requests, scoring) =>
          onOneReplica(order, async (replica) => (await sessionOf(replica, scoring)).score(requests, scoring), scoring),
        async close() {
          await Promise.all([...sessions.values()].map((session) => session.close()));
        },
      };
    },
    async probe(signal, payment) {
      const reports: ProbeReport[] = [];
      for (const { model } of replicas) reports.push(await model.probe(signal, payment));
      return worstUsable(reports);
    },
    async close() {
      await Promise.all(replicas.map(({ model }) => model.close()));
    },
  };
}

/**
 * A chat model over several servers of one model. Questions that begin alike go to one server, whose cache holds their
 * beginning, as long as it has a free place; then to the next in their order.
 */
export function replicatedChat(replicas: readonly Replica<ChatModel>[]): ChatModel {
  requireOneModel(replicas);
  const { keyOf } = prefixKeys();
  return {
    id: at(replicas, 0).model.id,
    complete(request, signal) {
      const order = freeFirst(rankedFor(replicas, keyOf(`${request.system}\n${request.user}`)));
      return onOneReplica(order, ({ model }) => model.complete(request, signal), signal);
    },
  };
}

function requireOneModel(replicas: readonly Replica<{ readonly id: string }>[]): void {
  const ids = new Set(replicas.map(({ model }) => model.id));
  invariant(ids.size === 1, `replicas serve one model, not ${[...ids].join(", ")}`);
}

/** A replica that answers wrongly speaks for all; one that does not answer speaks for none that does. */
function worstUsable(reports: readonly ProbeReport[]): ProbeReport {
  const answering = reports.filter(({ checks }) => checks.some(({ name, passed }) => name === "answers" && passed));
  const wrong = answering.find(({ passed }) => !passed);
  if (wrong) return wrong;
  const noisiest = answering.toSorted((a, b) => b.noiseNats - a.noiseNats)[0];
  return noisiest ?? at(reports, 0);
}
