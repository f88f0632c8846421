import { readFile } from "node:fs/promises";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { liveWorkers } from "#lib/jobs/index.ts";
import { scorerFor } from "#lib/refinement/server.ts";
import { defaultImportLimits } from "#lib/sources/index.ts";
import { env } from "#lib/std/env.ts";
import { messageOf } from "#lib/std/errors.ts";
import { authorFor } from "#lib/synthesis/server.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { importPolicy } from "./policy.ts";
import { Settings } from "./schema.ts";
import { serverVersion } from "./store.ts";

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
    scorers: [builtinSetting(), vllmSetting(), noScorer],
    defaults: defaultRunConfig,
    limits: defaultImportLimits,
    policy: importPolicy(),
    workers: (await liveWorkers()).length,
  });
}

function structuralSetting() {
  return {
    name: "structural" as const,
    id: authorFor(defaultRunConfig).id,
    available: true,
    description:
      "Composes requirements, plan and thoughts from the parsed structure alone: the same words on every machine, no model, no cost.",
  };
}

function languageModelSetting() {
  const { RETRACE_AUTHOR_URL: address, RETRACE_AUTHOR_MODEL: model } = env();
  const common = {
    name: "language-model" as const,
    description: "Asks a language model at an OpenAI-compatible address for requirements, plan, thoughts and rewrites.",
  };
  if (!address || !model) {
    return {
      ...common,
      id: "",
      available: false,
      reason:
        "Set RETRACE_AUTHOR_URL and RETRACE_AUTHOR_MODEL (and RETRACE_AUTHOR_KEY where the server wants one), then start again.",
    };
  }
  return {
    ...common,
    address: withoutSecrets(address),
    ...attempt(() => ({ id: authorFor({ ...defaultRunConfig, author: "language-model" }).id })),
  };
}

function builtinSetting() {
  const scorer = scorerFor({ scorer: "builtin" });
  return {
    name: "builtin" as const,
    id: scorer?.id ?? "",
    kind: "stand-in" as const,
    unit: scorer?.unit ?? "",
    tokenizer: scorer?.tokenizer ?? "",
    available: true,
    description:
      "Built-in model, not a language model: it predicts bytes from what it has read of this repository. It measures shared words, names and their order, not reasoning, and needs no download.",
  };
}

function vllmSetting() {
  const { RETRACE_SCORER_URL: address, RETRACE_SCORER_MODEL: model } = env();
  const common = {
    name: "vllm" as const,
    kind: "language-model" as const,
    unit: "token",
    description: "A language model behind vLLM: log-probabilities of the target's tokens, asked for by token id.",
  };
  if (!address || !model) {
    return {
      ...common,
      id: "",
      tokenizer: "",
      available: false,
      reason:
        "Set RETRACE_SCORER_URL and RETRACE_SCORER_MODEL (and RETRACE_SCORER_KEY where the server wants one), then start again.",
    };
  }
  const found = attempt(() => {
    const scorer = scorerFor({ scorer: "vllm" });
    return { id: scorer?.id ?? "", tokenizer: scorer?.tokenizer ?? "" };
  });
  return { tokenizer: "", ...common, address: withoutSecrets(address), ...found };
}

const noScorer = {
  name: "none" as const,
  id: "none",
  kind: "none" as const,
  unit: "",
  tokenizer: "",
  available: true,
  description: "Nothing is scored and nothing is rewritten: thoughts stay as first written.",
};

function attempt<Found extends { id: string }>(
  make: () => Found,
): (Found & { available: true }) | { id: string; available: false; reason: string } {
  try {
    return { ...make(), available: true };
  } catch (error) {
    return { id: "", available: false, reason: messageOf(error) };
  }
}

/** An address without user, password and query, where keys like to hide. */
function withoutSecrets(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}
