import { batchedChat, probePayment, storedChat, storedScorer } from "#lib/calls/server.ts";
import { CallFailure, type LogprobModel, type ProbeReport, type TokenScorer } from "#lib/llm/index.ts";
import { AppError } from "#lib/std/errors.ts";
import { type Author, languageModelAuthor, structuralAuthor } from "#lib/synthesis/server.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { authorBatches, builtin, chatEndpoint, type Endpoint, scorerEndpoint } from "./endpoints.ts";

/** What decides a run's models. `probe` is what its scorer was found to do; null before it was asked, or where it needs no asking. */
export type ModelsOfRun = { readonly id: string; readonly config: RunConfig; readonly probe: ProbeReport | null };

/** The author a run's config asks for. Where it asks an endpoint, every reply is kept and nothing is paid for twice. */
export function authorOf({ id: runId, config }: Pick<ModelsOfRun, "id" | "config">, purpose: string): Author {
  if (config.author === "structural") return structuralAuthor(config.seed, config.maxReads);
  const { model, address, free } = chatEndpoint();
  const options = { runId, purpose, repeat: config.repeat, endpoint: address, free };
  const chat = authorBatches() ? batchedChat(model.id, options) : storedChat(model, options);
  return languageModelAuthor(chat, config.authorWindow, config.maxReads);
}

/** The scorer a run may use: null where its config wants none, or where the probe found it unusable. */
export function scorerOf({ id: runId, config, probe }: ModelsOfRun): LogprobModel | null {
  switch (config.scorer) {
    case "none":
      return null;
    case "builtin":
      return builtin();
    default: {
      if (!probe?.passed) return null;
      const { model, address, free } = scorerEndpoint(config.scorer);
      return storedScorer(asProbed(model, probe), { runId, repeat: config.repeat, endpoint: address, free });
    }
  }
}

/** Asks the scorer the questions whose answers are known; null where the run has none that needs asking. */
export async function probeOf(
  { id: runId, config }: Pick<ModelsOfRun, "id" | "config">,
  signal: AbortSignal,
): Promise<ProbeReport | null> {
  if (config.scorer === "none" || config.scorer === "builtin") return null;
  const endpoint = scorerEndpoint(config.scorer);
  // One that is away now is waited for; one that answers, and wrongly, is what the probe is for.
  const { model, address, free } = endpoint;
  const payment = probePayment(model.id, { runId, purpose: "probe", endpoint: address, free }, signal);
  await (await payment.connecting(() => model.open([], signal))).close();
  const report = await probeAndPay(endpoint, runId, signal);
  // It went away under the probe, which decides on the search of the whole run: asked again when it is back.
  if (report.away) throw new CallFailure("network", report.checks[0]?.finding ?? `${model.id} is away`);
  return report;
}

/** The probe of a scorer, each of whose questions stands in the ledger and counts in the run's budget. */
export function probeAndPay(
  { model, address, free }: Pick<Endpoint<TokenScorer>, "model" | "address" | "free">,
  runId: string | null,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const unpaid = new AbortController();
  const until = AbortSignal.any([signal, unpaid.signal]);
  const options = { runId, purpose: "probe", endpoint: address, free };
  // That nobody may pay for an answer says nothing of the server that would have given it: it ends the probe.
  const payment = probePayment(model.id, options, until, (error) => unpaid.abort(error));
  return model.probe(until, payment);
}

/** Throws where the config asks for what this installation does not have; nothing is sent. */
export function checkModels(config: RunConfig): void {
  if (config.author === "language-model") chatEndpoint();
  if (config.scorer !== "none" && config.scorer !== "builtin") scorerEndpoint(config.scorer);
}

/**
 * Noise and tokenizer as the run's own probe measured them, whichever process scores and whatever it has measured since; a
 * server that cuts text otherwise by now is refused, because its numbers would be of another model.
 */
function asProbed(scorer: LogprobModel, probe: ProbeReport): LogprobModel {
  const tokenizer = probe.tokenizerFingerprint === null ? scorer.id : `${scorer.id}#${probe.tokenizerFingerprint}`;
  return {
    id: scorer.id,
    kind: scorer.kind,
    place: scorer.place,
    unit: scorer.unit,
    clipNats: scorer.clipNats,
    tokenizer,
    noiseNats: probe.noiseNats,
    async open(prefix, signal) {
      const session = await scorer.open(prefix, signal);
      if (scorer.tokenizer === tokenizer) return session;
      await session.close();
      throw new AppError(
        "upstream",
        `${scorer.id} cuts text into other tokens than when this run began. Serve the same model again, or start a new run.`,
      );
    },
    close: () => scorer.close(),
  };
}
