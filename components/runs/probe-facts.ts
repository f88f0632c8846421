import { formatCount } from "#components/ui/format.ts";
import type { ProbeReport } from "#lib/runs/index.ts";

export type ProbeFact = { readonly name: string; readonly value: string; readonly title?: string };

/** What a probe measured, in words; what it could not tell says so. */
export function probeFacts(probe: ProbeReport): ProbeFact[] {
  const version = probe.engineVersion === null ? "version not told" : probe.engineVersion;
  return [
    { name: "engine", value: `${probe.engine}, ${version}` },
    ...(probe.modelRevision === null ? [] : [{ name: "revision", value: probe.modelRevision }]),
    {
      name: "noise",
      value: noiseInWords(probe),
      title: "Standard deviation of a token's log-probability over equal requests; smaller gains are not believed",
    },
    ...(probe.coldNats === null || probe.coldNats === 0
      ? []
      : [
          {
            name: "first reading",
            value: `${probe.coldNats.toFixed(4)} nats/token off`,
            title: "How far the first reading of a text lies from later ones, which the prefix cache serves",
          },
        ]),
    {
      name: "window",
      value: probe.windowTokens === null ? "not told" : `${formatCount(probe.windowTokens)} tokens`,
      title: "Most tokens of one request; nothing is ever cut to fit",
    },
    {
      name: "longest prompt",
      value:
        probe.longestPromptTokens === null ? "not tried" : `about ${formatCount(probe.longestPromptTokens)} tokens`,
      title: "The longest that was tried and answered",
    },
    { name: "prefix read once", value: reuseInWords(probe.reusesPrefix) },
    { name: "before a prompt", value: beginningInWords(probe.beginning) },
    {
      name: "tokenizer",
      value: probe.tokenizerFingerprint ?? "not told",
      title: "Hash of the ids of a fixed text: two endpoints with the same one cut alike",
    },
    ...(probe.meanLogprob === null
      ? []
      : [{ name: "plain English", value: `${probe.meanLogprob.toFixed(2).replace("-", "−")} nats/token` }]),
  ];
}

/** Without its check the figure is an assumption of the adapter, and no finding. */
function noiseInWords({ noiseNats, checks }: ProbeReport): string {
  if (!checks.some(({ name }) => name === "noise")) return "not measured";
  return noiseNats === 0 ? "none" : `±${noiseNats.toFixed(4)} nats/token`;
}

function reuseInWords(reuses: boolean | null): string {
  if (reuses === null) return "not told";
  return reuses ? "yes" : "no, each text pays for it again";
}

function beginningInWords(beginning: ProbeReport["beginning"]): string {
  switch (beginning.policy) {
    case "none":
      return "nothing";
    case "added":
      return beginning.ids.length === 1 ? `token ${beginning.ids[0]}` : `tokens ${beginning.ids.join(", ")}`;
    case "server":
      return "the server decides";
  }
}
