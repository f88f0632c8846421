import { Check, Minus } from "lucide-react";
import { formatDate } from "#components/ui/format.ts";
import { Tag } from "#components/ui/tag.tsx";
import type { Settings } from "#lib/runs/index.ts";
import { LaneTable } from "./lane-table.tsx";
import { priceInWords, wasAsked } from "./lane-words.ts";
import { ProbeSection } from "./probe-section.tsx";

type Model = Settings["authors"][number] | Settings["scorers"][number];

/** Every author or scorer there could be: what it is in plain words, and why one cannot be used yet. */
export function ModelList({
  models,
  chosen,
  pricesAsOf,
}: {
  readonly models: readonly Model[];
  readonly chosen: string;
  readonly pricesAsOf: string | null;
}) {
  return (
    <ul>
      {models.map((model) => (
        <li key={model.name} className="model-line">
          {model.available ? (
            <Check className="ico text-accept" role="img" aria-label="available" />
          ) : (
            <Minus className="ico text-text-3" role="img" aria-label="not available" />
          )}
          <div className="min-w-0 grow">
            <p className="flex flex-wrap items-center gap-2">
              <b className="font-name">{TITLES[model.name]}</b>
              {model.id !== "" && model.id !== model.name && <span className="mono text-text-3">{model.id}</span>}
              {model.name === chosen && <Tag>default</Tag>}
              {"kind" in model && model.kind === "stand-in" && (
                <Tag tone="warn">built-in model, not a language model</Tag>
              )}
            </p>
            <p className="text-text-2">{model.description}</p>
            {model.address !== undefined && <p className="mono text-text-3">{model.address}</p>}
            {!model.available && (
              <p className="text-text-2">Not available: {model.reason?.replace(/^config\.\w+: /u, "")}</p>
            )}
            {model.available && VARIABLES[model.name] !== undefined && (
              <p className="text-text-3">
                Set by <span className="mono">{VARIABLES[model.name]}</span>
              </p>
            )}
            {model.available && model.priced !== null && (
              <p className="text-text-2">
                {model.price === null
                  ? "No price is given for it, so its costs are unknown."
                  : `${priceInWords(model.price)}, as of ${formatDate(pricesAsOf)}.`}
              </p>
            )}
            {"unit" in model && model.available && model.unit !== "" && (
              <p className="text-text-3">
                Measures in nats/{model.unit}
                {model.tokenizer !== "" && (
                  <>
                    , cut by <span className="mono">{model.tokenizer}</span>
                  </>
                )}
              </p>
            )}
            {model.lanes.some(wasAsked) && <LaneTable lanes={model.lanes} />}
            {"probe" in model && model.available && model.kind === "language-model" && (
              <ProbeSection name={model.name} probe={model.probe} lanes={model.lanes} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const TITLES: Readonly<Record<Model["name"], string>> = {
  structural: "Structural author",
  "language-model": "Language model",
  builtin: "Built-in scorer",
  sglang: "SGLang",
  vllm: "vLLM",
  echo: "Echoing endpoint",
  llama: "llama.cpp, in this process",
  none: "No scorer",
};

/** What sets a model up; one that is always there has no variable. */
const VARIABLES: { readonly [Name in Model["name"]]?: string } = {
  "language-model": "RETRACE_AUTHOR_URL, _MODEL, _KEY, _LIMITS, _BATCH, _EFFORT",
  sglang: "RETRACE_SCORER_ENGINE=sglang, RETRACE_SCORER_URL, _MODEL, _KEY, _LIMITS",
  vllm: "RETRACE_SCORER_ENGINE=vllm, RETRACE_SCORER_URL, _MODEL, _KEY, _LIMITS",
  echo: "RETRACE_SCORER_ENGINE=echo, RETRACE_SCORER_URL, _MODEL, _KEY, _LIMITS",
};
