import { z } from "zod";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import type { ProbeReport } from "#lib/llm/index.ts";
import { AppError } from "#lib/std/errors.ts";
import { SERVER_ENGINES } from "#lib/std/scorer-engines.ts";
import { scorerEndpoint } from "./models/endpoints.ts";
import { probeAndPay } from "./models/models.ts";

/** Long prompts on a slow server take minutes; one that takes longer would also be too slow to score with. */
const DEADLINE_MS = 180_000;

/** Scorers that a probe by hand may ask. */
export const ProbedScorer = z.enum(SERVER_ENGINES);

/** What was asked by hand in this process: no run owns these reports, so they end with it. */
const latest = new Map<string, ProbeReport>();
const underWay = new Map<string, Promise<ProbeReport>>();

/** Asks the scorer of this name its questions now. Two who ask at once share one probe. */
export async function probeNow(actor: Actor, name: z.infer<typeof ProbedScorer>): Promise<ProbeReport> {
  authorize(actor, "run:write");
  const endpoint = scorerEndpoint(name);
  const { model } = endpoint;
  const asking = underWay.get(model.id) ?? ask(endpoint).finally(() => underWay.delete(model.id));
  underWay.set(model.id, asking);
  const report = await asking;
  latest.set(model.id, report);
  return report;
}

/** The newer of a run's report and the one asked for by hand. */
export function newerProbe(modelId: string, ofRun: ProbeReport | null): ProbeReport | null {
  const byHand = latest.get(modelId) ?? null;
  if (!byHand || !ofRun) return byHand ?? ofRun;
  return byHand.measuredAt > ofRun.measuredAt ? byHand : ofRun;
}

async function ask(endpoint: ReturnType<typeof scorerEndpoint>): Promise<ProbeReport> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await probeAndPay(endpoint, null, deadline);
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new AppError(
      "upstream",
      `${endpoint.model.id} did not answer all questions of the probe within ${DEADLINE_MS / 1000} s. Look at the server's load, or give it fewer other callers.`,
    );
  }
}
