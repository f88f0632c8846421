import { readFile } from "node:fs/promises";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { operatorPrices, priceOf } from "#lib/calls/server.ts";
import { liveWorkers } from "#lib/jobs/index.ts";
import { defaultImportLimits } from "#lib/sources/index.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { SERVER_ENGINES } from "#lib/std/scorer-engines.ts";
import { languageModelAuthor, structuralAuthor } from "#lib/synthesis/server.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { builtin, chatEndpoint, scorerEndpoint } from "./models/endpoints.ts";
import { importPolicy } from "./policy.ts";
import { newerProbe } from "./probe-now.ts";
import { Settings } from "./schema.ts";
import { newestProbe, serverVersion } from "./store.ts";

/** What this installation runs on and allows. Holds no key and no password. */
export async function describeSettings(actor: Actor): Promise<Settings> {
  authorize(actor, "settings:read");
  const packageJson: unknown = JSON.parse(await readFile("package.json", "utf8"));
  const version =
    packageJson !== null && typeof packageJson === "object" && "version" in packageJson
      ? String(packageJson.version)
      : "";
  return Settings.parse({
    version,
    runtime: `Node ${process.versions.node}`,
    database: {
      kind: process.env.RETRACE_DATABASE === "embedded" ? "embedded" : "external",
      version: await serverVersion(),
    },
    authors: [structuralSetting(), languageModelSetting()],
    scorers: [
      builtinSetting(),
      ...(await Promise.all([...SERVER_ENGINES, "llama" as const].map(serverSetting))),
      noScorer,
    ],
    pricesAsOf: operatorPrices()?.asOf ?? null,
    defaults: defaultRunConfig,
    limits: defaultImportLimits,
    policy: importPolicy(),
    workers: (await liveWorkers()).length,
  });
}

type AuthorSetting = Settings["authors"][number];
type ScorerSetting = Settings["scorers"][number];

function structuralSetting(): AuthorSetting {
  return {
    name: "structural",
    id: structuralAuthor(defaultRunConfig.seed).id,
    available: true,
    description:
      "Composes requirements, plan and thoughts from the parsed structure alone: the same words on every machine, no model, no cost.",
    lanes: [],
    priced: null,
    price: null,
  };
}

function languageModelSetting(): AuthorSetting {
  const common = {
    name: "language-model" as const,
    description: "Asks a language model at an OpenAI-compatible address for requirements, plan, thoughts and rewrites.",
  };
  try {
    const { model, address, free, lanes } = chatEndpoint();
    const price = free === null ? priceOf(operatorPrices(), model.id) : null;
    const priced = free === null ? price !== null : null;
    return { ...common, id: languageModelAuthor(model).id, address, available: true, lanes: lanes(), priced, price };
  } catch (error) {
    return { ...common, id: "", available: false, reason: messageOf(error), lanes: [], priced: null, price: null };
  }
}

function builtinSetting(): ScorerSetting {
  const { id, unit, tokenizer } = builtin();
  return {
    name: "builtin",
    id,
    kind: "stand-in",
    unit,
    tokenizer,
    available: true,
    description:
      "Built-in model, not a language model: it predicts bytes from what it has read of this repository. It measures shared words, names and their order, not reasoning, and needs no download.",
    lanes: [],
    priced: null,
    price: null,
    probe: null,
  };
}

const SERVERS = {
  sglang:
    "A language model behind SGLang, the engine of choice at scale: what all candidates of a step share is read once.",
  vllm: "A language model behind vLLM: log-probabilities of the target's tokens, asked for by token id.",
  echo: "A language model behind any completions endpoint that echoes the prompt with log-probabilities, such as Together, Fireworks or OpenAI's legacy models.",
  llama:
    "A language model in a GGUF file, read in this process by llama.cpp: for some hundred thoughts, not for scale. An hf: address is fetched once.",
} as const;

async function serverSetting(name: keyof typeof SERVERS): Promise<ScorerSetting> {
  const common = { name, kind: "language-model" as const, unit: "token", description: SERVERS[name] };
  try {
    const { model, address, free, lanes } = scorerEndpoint(name);
    const probe = newerProbe(model.id, await newestProbe(model.id));
    const price = free === null ? priceOf(operatorPrices(), model.id) : null;
    const priced = free === null ? price !== null : null;
    const tokenizer = probe?.tokenizerFingerprint ? `${model.id}#${probe.tokenizerFingerprint}` : "";
    return { ...common, id: model.id, tokenizer, address, available: true, lanes: lanes(), priced, price, probe };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const unknown = { id: "", tokenizer: "", lanes: [], priced: null, price: null, probe: null };
    return { ...common, ...unknown, available: false, reason: error.message };
  }
}

const noScorer: ScorerSetting = {
  name: "none",
  id: "none",
  kind: "none",
  unit: "",
  tokenizer: "",
  available: true,
  description: "Nothing is scored and nothing is rewritten: thoughts stay as first written.",
  lanes: [],
  priced: null,
  price: null,
  probe: null,
};
