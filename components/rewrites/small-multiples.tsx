import { formatPercent, formatS } from "#components/ui/format.ts";
import { Sparkline } from "#components/ui/sparkline.tsx";
import type { Candidate } from "#lib/trajectory/index.ts";
import { searched } from "./candidate-words.ts";

/** How the standing candidate changed from pass to pass: S, length, leak, likeness to itself. */
export function SmallMultiples({ candidates }: { readonly candidates: readonly Candidate[] }) {
  const standing = bestByPass(candidates);
  const first = standing[0];
  const last = standing.at(-1);
  if (!first || !last) return null;
  const cells = [
    {
      name: "S, best so far",
      values: standing.map((each) => -each.s),
      words: `${formatS(first.s)} → ${formatS(last.s)}`,
      color: "var(--better)",
    },
    {
      name: "characters",
      values: standing.map((each) => each.text.length),
      words: `${first.text.length} → ${last.text.length}`,
      color: "var(--text-2)",
    },
    {
      name: "leak",
      values: standing.map((each) => each.leak?.overlap ?? 0),
      words:
        first.leak && last.leak
          ? `${formatPercent(first.leak.overlap)} → ${formatPercent(last.leak.overlap)}`
          : "not measured",
      color: "var(--v-reject)",
    },
    {
      name: "length to target",
      values: standing.map((each) => each.leak?.lengthRatio ?? 0),
      words:
        first.leak && last.leak
          ? `${first.leak.lengthRatio.toFixed(2)} → ${last.leak.lengthRatio.toFixed(2)}`
          : "not measured",
      color: "var(--text-2)",
    },
  ];
  return (
    <div className="grid flex-none grid-cols-4 border-y border-line">
      {cells.map((cell) => (
        <div key={cell.name} className="grid min-w-0 gap-0.5 border-l border-line px-2.5 py-1.5 first:border-l-0">
          <span className="overline-label truncate">{cell.name}</span>
          <Sparkline values={cell.values} title={`${cell.name} by pass: ${cell.words}`} color={cell.color} width={84} />
          <span className="mono truncate text-11">{cell.words}</span>
        </div>
      ))}
    </div>
  );
}

/** The candidate that stood at the end of each pass. */
function bestByPass(candidates: readonly Candidate[]): Candidate[] {
  const standing: Candidate[] = [];
  let best: Candidate | null = null;
  let pass = 0;
  for (const candidate of searched(candidates)) {
    if (best && candidate.pass !== pass) standing.push(best);
    pass = candidate.pass;
    if (best === null || (candidate.accepted && candidate.s < best.s)) best = candidate;
  }
  return best ? [...standing, best] : standing;
}
