import { formatCount, formatTime, plural } from "#components/ui/format.ts";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { CallTotals } from "#lib/calls/index.ts";
import type { RunHead } from "#lib/runs/index.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { callSum } from "./rows.ts";

/** What the run has asked of its models. A figure that a model does not tell is blank. */
export function CallTable({ run, calls }: { readonly run: RunHead; readonly calls: readonly CallTotals[] }) {
  const total = callSum(calls);
  const { author, scorer, search, maxReads } = run.config;
  return (
    <section aria-label="Calls" className="flex-none border-b border-line pb-2">
      <div className="pane-head">
        <h2>Calls</h2>
        <span className="grow" />
        <span className="mono text-12">{formatCount(total.calls)}</span>
      </div>
      <p className="px-3 pb-1.5 text-12 text-text-3">
        {AUTHORS[author]} and {SCORERS[scorer]}; {searchInWords(scorer, search)}; at most {plural(maxReads, "file")}{" "}
        read before writing.
      </p>
      {calls.length === 0 ? (
        <p className="px-3 text-12 text-text-3">
          {run.state === "queued" ? "Nothing was asked of a model yet." : "No call is recorded."}
        </p>
      ) : (
        <Table label="Calls by purpose" tight>
          <thead>
            <tr>
              <Th>purpose</Th>
              <Th align="right">calls</Th>
              <Th align="right">tokens in</Th>
              <Th align="right">out</Th>
              <Th align="right">time</Th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <Tr key={`${call.purpose} ${call.model}`}>
                <Td className="max-w-[110px] truncate" title={call.model}>
                  {call.purpose}
                </Td>
                <Td number>{formatCount(call.calls)}</Td>
                <Td number>{formatCount(call.inputTokens)}</Td>
                <Td number>{formatCount(call.outputTokens)}</Td>
                <Td number>{formatTime(call.wallMs)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

const AUTHORS = { structural: "Structural author", "language-model": "Author is a language model" } as const;
const SCORERS = {
  builtin: "built-in scorer (a stand-in, not a language model)",
  sglang: "scorer on SGLang",
  vllm: "scorer on vLLM",
  echo: "scorer behind an echoing endpoint",
  llama: "scorer on llama.cpp in this process",
  none: "no scorer",
} as const;

function searchInWords(scorer: keyof typeof SCORERS, search: RunConfig["search"]): string {
  if (scorer === "none" || search.mode === "off") return "no search";
  if (search.mode === "segment") return `search paragraph by paragraph, K ${search.candidates}`;
  return `${search.mode} search, K ${search.candidates}, R ${search.passes}`;
}
