import { Check, Minus } from "lucide-react";
import { Tag } from "#components/ui/tag.tsx";
import type { Settings } from "#lib/runs/index.ts";

type Model = Settings["authors"][number] | Settings["scorers"][number];

/** Every author or scorer there could be: what it is in plain words, and why one cannot be used yet. */
export function ModelList({ models, chosen }: { readonly models: readonly Model[]; readonly chosen: string }) {
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
            {!model.available && <p className="text-text-2">Not available. {model.reason}</p>}
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
