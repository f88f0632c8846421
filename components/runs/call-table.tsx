import { formatCount, formatTime, formatUsd } from "#components/ui/format.ts";
import { ScrollBox } from "#components/ui/scroll-box.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { CallTotals } from "#lib/calls/index.ts";
import type { RunHead } from "#lib/runs/index.ts";
import type { RunConfig } from "#lib/trajectory/index.ts";
import { callRows, callSum, modelName, searchInWords } from "./rows.ts";
import { callNotes, isLocal } from "./spend-rows.ts";

/** What the run has asked of its models. A figure that a model does not tell is blank. */
export function CallTable({ run, calls }: { readonly run: RunHead; readonly calls: readonly CallTotals[] }) {
  const total = callSum(calls);
  const { author, scorer, search, maxReads } = run.config;
  const notes = callNotes(calls, run.config);
  return (
    <section aria-label="Calls" className="flex-none border-t border-line pb-2">
      <div className="pane-head">
        <h2>Calls</h2>
        <span className="truncate text-11 text-text-3">
          {AUTHORS[author]} and {SCORERS[scorer]}; search {searchInWords(scorer, search)}; reads at most {maxReads}
        </span>
      </div>
      {calls.length === 0 ? (
        <p className="px-3 text-12 text-text-3">
          {run.state === "queued" ? "Nothing was asked of a model yet." : "No call is recorded."}
        </p>
      ) : (
        <ScrollBox>
          <Table label="Calls by purpose" tight>
            <thead>
              <tr>
                <Th>purpose</Th>
                <Th>model</Th>
                <Th align="right" title="Calls that went out">
                  calls
                </Th>
                <Th align="right" title="Questions that a stored reply answered, at no cost">
                  stored
                </Th>
                <Th align="right" title="Tokens of the prompts, of calls that went out">
                  tokens in
                </Th>
                <Th align="right" title="Of the tokens in, what the server had read before">
                  read before
                </Th>
                <Th align="right">out</Th>
                <Th align="right" title="From sending to the reply, all calls added">
                  time
                </Th>
                <Th align="right">cost</Th>
              </tr>
            </thead>
            <tbody>
              {callRows(calls).map((call) => (
                <Tr key={`${call.purpose} ${call.model}`}>
                  <Td>{call.purpose}</Td>
                  <Td className="w-full max-w-0 truncate text-text-3" title={call.model}>
                    {modelName(call.model)}
                  </Td>
                  <Figures call={call} />
                  <Td number title={costTitle(call, run.config)}>
                    {formatUsd(call.costUsd)}
                    {call.unpricedCalls > 0 && call.costUsd !== null && <span className="text-text-3"> and more</span>}
                  </Td>
                </Tr>
              ))}
              {calls.length > 1 && (
                <tr className="total-row">
                  <Td>all</Td>
                  <Td />
                  <Figures call={total} />
                  <Td number>{formatUsd(total.costUsd)}</Td>
                </tr>
              )}
            </tbody>
          </Table>
        </ScrollBox>
      )}
      {notes.length > 0 && <p className="px-3 pt-1.5 text-12 text-text-2">{notes.join(" ")}</p>}
    </section>
  );
}

function Figures({ call }: { readonly call: ReturnType<typeof callSum> }) {
  return (
    <>
      <Td number>{formatCount(call.calls)}</Td>
      <Td number>{call.servedCalls === 0 ? "" : formatCount(call.servedCalls)}</Td>
      <Td number>{formatCount(call.inputTokens)}</Td>
      <Td number>{formatCount(call.cachedTokens)}</Td>
      <Td number>{formatCount(call.outputTokens)}</Td>
      <Td number>{formatTime(call.wallMs)}</Td>
    </>
  );
}

/** Why a cost is blank, or short of the truth. */
function costTitle(call: CallTotals, config: RunConfig): string | undefined {
  if (isLocal(call, config)) return "Runs on this machine and costs time only.";
  if (call.unpricedCalls === 0) return undefined;
  return `${formatCount(call.unpricedCalls)} calls have no known cost.`;
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
