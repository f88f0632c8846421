import { FaultBook } from "./faults.ts";
import type { Heard } from "./heard.ts";
import { Ledger } from "./ledger.ts";
import type { ModelServerOptions } from "./options.ts";
import { PrefixCache } from "./prefix-cache.ts";
import type { Settings } from "./scored-prompt.ts";
import { Slots } from "./slots.ts";
import { contextMixingModel, hashedModel, type TokenModel } from "./token-model.ts";
import { type ServerTokenizer, serverTokenizer } from "./tokenizer.ts";
import { type Batches, batchStore } from "./wire/batch.ts";

/** Everything that one server holds. */
export type World = {
  readonly options: ModelServerOptions;
  readonly settings: Settings;
  readonly tokenizer: ServerTokenizer;
  readonly model: TokenModel;
  readonly cache: PrefixCache;
  readonly faults: FaultBook;
  readonly ledger: Ledger;
  readonly slots: Slots;
  readonly batches: Batches;
  /** Mutable, so that a control request can change it. */
  readonly capacity: { latencyMs: number; mostWaiting: number };
  readonly heard: Heard[];
  readonly paths: Map<string, number>;
  readonly keys: Map<string, number>;
  readonly startedAt: number;
};

export function worldOf(options: ModelServerOptions): World {
  const tokenizer = serverTokenizer();
  const ledger = new Ledger(options.stateFile ?? null);
  const faults = new FaultBook();
  faults.set(options.faults ?? []);
  return {
    options,
    settings: {
      modelName: options.modelName ?? "retrace-test-model",
      maxModelLen: options.maxModelLen ?? 32_768,
      addsBos: options.addsBos ?? false,
      tellsCachedTokens: options.tellsCachedTokens ?? true,
    },
    tokenizer,
    model: options.scores === "hashed" ? hashedModel() : contextMixingModel(tokenizer, options.knows ?? []),
    cache: new PrefixCache(),
    faults,
    ledger,
    slots: new Slots(options.slots ?? 64),
    batches: batchStore(ledger, options.batch ?? {}),
    capacity: {
      latencyMs: options.latencyMs ?? 0,
      mostWaiting: options.mostWaiting ?? Number.POSITIVE_INFINITY,
    },
    heard: [],
    paths: new Map(),
    keys: new Map(),
    startedAt: performance.now(),
  };
}
