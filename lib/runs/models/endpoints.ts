import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { postgresBudget } from "#lib/calls/server.ts";
import {
  type BatchClient,
  builtinScorer,
  type ChatModel,
  echoScorer,
  type Lane,
  type LaneState,
  type LogprobModel,
  lane,
  llamaChat,
  llamaScorer,
  type MinuteLimits,
  openaiBatches,
  openaiChat,
  type RateBudget,
  replicatedChat,
  replicatedScorer,
  sglangScorer,
  type TokenScorer,
  vllmScorer,
} from "#lib/llm/index.ts";
import { at } from "#lib/std/assert.ts";
import { env } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";

/** A model behind addresses, with what screens and the ledger tell of it. */
export type Endpoint<Model> = {
  readonly model: Model;
  /** The first address without user, password and query, where keys like to hide; a local file's name without its folders. */
  readonly address: string;
  /** Why its calls cost nothing; null where they may. */
  readonly free: string | null;
  /** How each replica's lane stands now, in this process. */
  lanes(): LaneState[];
};

type EndpointScorer = Exclude<RunConfig["scorer"], "none" | "builtin">;

/** What this process has opened: lanes and warm state are shared by all its runs. */
const chats = new Map<string, Endpoint<ChatModel & { readonly close?: () => Promise<void> }>>();
const scorers = new Map<string, Endpoint<TokenScorer>>();
let builtinModel: LogprobModel | undefined;

/** The chat model of the environment; throws where none is set up. */
export function chatEndpoint(): Endpoint<ChatModel> {
  const { RETRACE_AUTHOR_URL: addresses, RETRACE_AUTHOR_MODEL: model, RETRACE_AUTHOR_KEY: apiKey } = env();
  const { RETRACE_AUTHOR_GGUF: file, RETRACE_AUTHOR_EFFORT: effort } = env();
  if (file && !addresses) return known(chats, file, () => inProcess(file, llamaChat({ model: file, effort })));
  if (!addresses || !model) {
    throw new AppError(
      "invalid",
      "config.author: no language model is set up; set RETRACE_AUTHOR_URL and RETRACE_AUTHOR_MODEL, or RETRACE_AUTHOR_GGUF, or use the structural author",
    );
  }
  return known(chats, `${addresses.join()} ${model}`, () => {
    const budget = sharedBudget("author", addresses, apiKey, env().RETRACE_AUTHOR_LIMITS);
    const replicas = addresses.map((address) => {
      const own = lane({ name: `${model} at ${withoutSecrets(address)}`, budget });
      return { address, lane: own, model: openaiChat({ baseUrl: address, model, apiKey, effort, lane: own }) };
    });
    return endpoint(replicas, replicas.length > 1 ? replicatedChat(replicas) : at(replicas, 0).model);
  });
}

/** The provider's batch interface, where the operator wants the author asked through it; null otherwise. */
export function authorBatches(): { readonly client: BatchClient; readonly address: string } | null {
  const { RETRACE_AUTHOR_BATCH, RETRACE_AUTHOR_MODEL: model, RETRACE_AUTHOR_KEY: apiKey } = env();
  const { RETRACE_AUTHOR_EFFORT: effort } = env();
  const baseUrl = env().RETRACE_AUTHOR_URL?.[0];
  if (!RETRACE_AUTHOR_BATCH || !baseUrl || !model) return null;
  return { client: openaiBatches({ baseUrl, model, apiKey, effort }), address: withoutSecrets(baseUrl) };
}

/** The scorer of the environment that is of this engine; throws where none is set up. */
export function scorerEndpoint(name: EndpointScorer): Endpoint<TokenScorer> {
  if (name === "llama") return llamaEndpoint();
  const { RETRACE_SCORER_URL: addresses, RETRACE_SCORER_MODEL: model, RETRACE_SCORER_KEY: apiKey } = env();
  const { RETRACE_SCORER_ENGINE: engine } = env();
  if (!addresses || !model || engine !== name) {
    const now = addresses && model ? `; it is set to ${engine} now` : "";
    throw new AppError(
      "invalid",
      `config.scorer: no ${name} server is set up; set RETRACE_SCORER_URL, RETRACE_SCORER_MODEL and RETRACE_SCORER_ENGINE=${name}${now}, or use the built-in scorer`,
    );
  }
  return known(scorers, `${name} ${addresses.join()} ${model}`, () => {
    const budget = sharedBudget("scorer", addresses, apiKey, env().RETRACE_SCORER_LIMITS);
    const replicas = addresses.map((address) => {
      const own = lane({ name: `${model} at ${withoutSecrets(address)}`, budget });
      return { address, lane: own, model: SCORERS[name]({ baseUrl: address, model, apiKey, lane: own }) };
    });
    return endpoint(replicas, replicas.length > 1 ? replicatedScorer(replicas) : at(replicas, 0).model);
  });
}

function llamaEndpoint(): Endpoint<TokenScorer> {
  const { RETRACE_SCORER_GGUF: file } = env();
  if (!file) {
    throw new AppError(
      "invalid",
      "config.scorer: no local model is set up; set RETRACE_SCORER_GGUF to a GGUF file or an hf: address, or use the built-in scorer",
    );
  }
  return known(scorers, `llama ${file}`, () => inProcess(file, llamaScorer({ model: file })));
}

/** A model in this process's memory: its address is its file, and it has no lane that others share. */
function inProcess<Model>(file: string, model: Model): Endpoint<Model> {
  const address = /^\w{2,}:/.test(file) ? file : basename(file);
  return { model, address, free: "runs on this machine", lanes: () => [] };
}

const SCORERS = { sglang: sglangScorer, vllm: vllmScorer, echo: echoScorer } as const;

/** The model that is always there. */
export function builtin(): LogprobModel {
  builtinModel ??= builtinScorer({ threads: scoringThreads() });
  return builtinModel;
}

/** How many files a worker writes at once with the built-in models: one for each scoring thread, so that none waits. */
export function scoringThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism()));
}

/** Frees threads and connections; a later use opens them again. */
export async function closeModels(): Promise<void> {
  const closing: { readonly close?: () => Promise<void> }[] = [...scorers.values(), ...chats.values()].map(
    ({ model }) => model,
  );
  if (builtinModel) closing.push(builtinModel);
  chats.clear();
  scorers.clear();
  builtinModel = undefined;
  await Promise.all(closing.map((model) => model.close?.()));
}

/** An address without user, password and query, where keys like to hide. */
export function withoutSecrets(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`.replace(/\/$/, "");
}

type Replicas = readonly { readonly address: string; readonly lane: Pick<Lane, "state"> }[];

function endpoint<Model>(replicas: Replicas, model: Model): Endpoint<Model> {
  return {
    model,
    address: withoutSecrets(at(replicas, 0).address),
    free: null,
    lanes: () => replicas.map((replica) => replica.lane.state()),
  };
}

/** What a provider counts together is what is asked with one key; shared by all workers through Postgres. */
function sharedBudget(
  role: "author" | "scorer",
  addresses: readonly string[],
  apiKey: string | undefined,
  limits: MinuteLimits | undefined,
): RateBudget | undefined {
  if (!limits) return undefined;
  const id = sha256([role, ...addresses, apiKey ?? ""].join("\n")).slice(0, 32);
  return postgresBudget(id, limits);
}

function known<Model>(models: Map<string, Endpoint<Model>>, key: string, make: () => Endpoint<Model>): Endpoint<Model> {
  const found = models.get(key) ?? make();
  models.set(key, found);
  return found;
}
