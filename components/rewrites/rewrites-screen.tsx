"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { PathText } from "#components/marks/path-text.tsx";
import { ContextBar, Fact } from "#components/shell/context-bar.tsx";
import { useHotkeys } from "#components/shell/hotkeys.ts";
import { QueryError } from "#components/shell/query-state.tsx";
import { useSearchState } from "#components/shell/use-search-state.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format.ts";
import { PaneGroup } from "#components/ui/pane-group.tsx";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { stepHeaders, stepSearch, trajectoryDetail } from "#lib/client/trajectories.ts";
import type { Candidate, StepSearch, Trajectory } from "#lib/trajectory/index.ts";
import { Baselines } from "./baselines.tsx";
import { CandidateDetails } from "./candidate-details.tsx";
import { CandidateTable } from "./candidate-table.tsx";
import { finalCandidate, scorerWords, searched, unitNoun } from "./candidate-words.ts";
import type { LensCodeHandle } from "./lens-code.tsx";
import { firstSides, LensPane, type LensSides } from "./lens-pane.tsx";
import { SearchChart } from "./search-chart.tsx";
import { SmallMultiples } from "./small-multiples.tsx";
import { type DiffLook, diffLooks, ThoughtView } from "./thought-view.tsx";
import { useWidth } from "./use-width.ts";
import "./rewrites.css";
import "../trajectory/trajectory.css";

/** Everything that was tried for one thought: the search, what changed, and what each version does for the target. */
export function RewritesScreen({ trajectoryId, index }: { readonly trajectoryId: string; readonly index: number }) {
  const search = useQuery(stepSearch(trajectoryId, index));
  const trajectory = useQuery(trajectoryDetail(trajectoryId));
  const back = `/trajectories/${trajectoryId}?step=${index + 1}`;
  useTitle(`Step ${index + 1}, rewrites`);
  const crumbs = [
    { label: "Trajectories", href: "/trajectories" },
    { label: trajectory.data?.repository.name ?? "Trajectory", href: back },
    ...(search.data
      ? [
          {
            label: (
              <span className="mono">
                <PathText path={search.data.path} />
              </span>
            ),
          },
        ]
      : []),
    { label: `Step ${index + 1}` },
  ];
  const error = search.error ?? trajectory.error;
  if (error || !search.data || !trajectory.data) {
    return (
      <>
        <ContextBar crumbs={crumbs} />
        {error ? (
          <QueryError
            what="The rewrites"
            error={error}
            onRetry={() => Promise.all([search.refetch(), trajectory.refetch()])}
          />
        ) : (
          <LoadingRows label="the rewrites" rows={16} />
        )}
      </>
    );
  }
  if (search.data.candidates.length === 0) {
    return (
      <>
        <ContextBar crumbs={crumbs} />
        <EmptyState action={<ButtonLink href={back}>Back to the step</ButtonLink>}>
          No version of this thought was scored: its run had no scorer, or the file has too little code to score.
        </EmptyState>
      </>
    );
  }
  return <Screen search={search.data} trajectory={trajectory.data} crumbs={crumbs} back={back} />;
}

const paneIds = ["search", "thought", "target"] as const;

function Screen({
  search,
  trajectory,
  crumbs,
  back,
}: {
  readonly search: StepSearch;
  readonly trajectory: Trajectory;
  readonly crumbs: Parameters<typeof ContextBar>[0]["crumbs"];
  readonly back: string;
}) {
  const { search: address, change } = useSearchState();
  const headers = useQuery(stepHeaders(trajectory.id));
  const [sides, setSides] = useState<LensSides | null>(null);
  const lens = useRef<LensCodeHandle>(null);
  const [box, width] = useWidth(552);

  const final = finalCandidate(search.candidates);
  const selected =
    search.candidates.find((each) => each.label === address.get("candidate")) ?? final ?? search.candidates[0];
  const parent = search.candidates.find((each) => each.label === selected?.parent) ?? null;
  const look: DiffLook = diffLooks.find((each) => each === address.get("diff")) ?? "inline";
  const pane = paneIds.find((each) => each === address.get("pane")) ?? "search";
  const unit = search.scores?.unit ?? "nats";
  const order = searched(search.candidates);
  const shown = sides ?? lensFor(search, selected ?? null);
  const leakLines = new Set(selected?.leak?.spans.flatMap((span) => range(span.startLine, span.endLine)) ?? []);
  const scored = headers.data?.filter((header) => header.candidates > 0) ?? [];
  const dropped = headers.data?.find((header) => header.index === search.index)?.dropped ?? false;
  const place = scored.findIndex((header) => header.index === search.index);

  function choose(label: string) {
    setSides(null);
    change({ candidate: label });
  }
  function move(direction: 1 | -1) {
    const at = order.findIndex((each) => each.label === selected?.label);
    const next = order[(at + direction + order.length) % order.length];
    if (next) choose(next.label);
  }
  function showLeak(span: number) {
    const line = selected?.leak?.spans[span]?.startLine;
    if (line === undefined) return;
    change({ pane: "target" });
    // On a narrow screen the target is mounted by the change of pane.
    requestAnimationFrame(() => lens.current?.reveal(line));
  }
  useHotkeys("Rewrites", [
    { keys: "[", label: "Previous candidate", repeat: true, run: () => move(-1) },
    { keys: "]", label: "Next candidate", repeat: true, run: () => move(1) },
    { keys: "j", repeat: true, run: () => move(1) },
    { keys: "k", repeat: true, run: () => move(-1) },
    {
      keys: "d",
      label: "Another look at the change",
      run: () => change({ diff: diffLooks[(diffLooks.indexOf(look) + 1) % diffLooks.length] ?? null }),
    },
  ]);
  if (!selected) return null;

  return (
    <>
      <ContextBar
        crumbs={crumbs}
        actions={
          <>
            <Button size="sm" variant="quiet" keys="[" onClick={() => move(-1)}>
              previous
            </Button>
            <Button size="sm" variant="quiet" keys="]" onClick={() => move(1)}>
              next
            </Button>
            <ThoughtLink trajectoryId={trajectory.id} index={scored[place - 1]?.index} label="Thought before" />
            <ThoughtLink trajectoryId={trajectory.id} index={scored[place + 1]?.index} label="Thought after" />
            <ButtonLink size="sm" href={back}>
              In the steps
            </ButtonLink>
          </>
        }
      >
        <Fact name="scorer" title={search.scores?.scorer ?? "none"}>
          {scorerWords(search.scores?.scorer ?? trajectory.scorer)}
        </Fact>
        {dropped && (
          <Tag tone="dashed" title="Left out of the flat text: the file is no likelier after it than without it.">
            dropped
          </Tag>
        )}
        <span className="max-wide:hidden">
          target <b>{formatCount(search.unitEnds.length)}</b> {unitNoun(unit)}
        </span>
      </ContextBar>
      <PaneGroup
        id="rewrites"
        label="Rewrites"
        active={pane}
        onActive={(id) => change({ pane: id === "search" ? null : id })}
        panes={[
          {
            id: "search",
            title: "Search",
            size: "32%",
            min: "380px",
            content: (
              <div className="min-h-0 grow overflow-y-auto">
                <div className="pane-head">
                  <h2 className="text-12 font-name">Search</h2>
                  <span className="grow" />
                  <span className="flex items-center gap-1 text-11 text-text-3">
                    <svg width="14" height="6" aria-hidden="true">
                      <path d="M0 3h14" stroke="var(--text)" strokeWidth="1.6" />
                    </svg>
                    best so far, up is better
                  </span>
                </div>
                <SearchChart candidates={search.candidates} unit={unit} selected={selected.label} onSelect={choose} />
                <SmallMultiples candidates={search.candidates} />
                <CandidateTable
                  candidates={search.candidates}
                  unit={unit}
                  selected={selected.label}
                  onSelect={choose}
                />
                <CandidateDetails candidate={selected} search={search} trajectory={trajectory} />
              </div>
            ),
          },
          {
            id: "thought",
            title: "Thought",
            min: "340px",
            content: (
              <ThoughtView
                key={look === "lines" ? "lines" : "words"}
                candidate={selected}
                parent={parent}
                look={look}
                onLook={(next) => change({ diff: next === "inline" ? null : next })}
                onLeak={showLeak}
              />
            ),
          },
          {
            id: "target",
            title: "Target code",
            size: "38%",
            min: "420px",
            content: (
              <div ref={box} className="pane min-h-0 grow overflow-y-auto">
                {shown ? (
                  <LensPane search={search} sides={shown} onSides={setSides} leakLines={leakLines} codeRef={lens} />
                ) : (
                  <EmptyState>No log-probabilities are stored for this thought.</EmptyState>
                )}
                <Baselines search={search} selected={selected} dropped={dropped} width={width} />
              </div>
            ),
          },
        ]}
      />
    </>
  );
}

function ThoughtLink({
  trajectoryId,
  index,
  label,
}: {
  readonly trajectoryId: string;
  readonly index: number | undefined;
  readonly label: string;
}) {
  if (index === undefined) return null;
  return (
    <ButtonLink
      size="sm"
      variant="quiet"
      className="max-wide:hidden"
      href={`/trajectories/${trajectoryId}/steps/${index}`}
    >
      {label}
    </ButtonLink>
  );
}

/** What the chosen candidate changed against its parent; the references are shown against each other. */
function lensFor(search: StepSearch, selected: Candidate | null): LensSides | null {
  const first = firstSides(search);
  if (!first || !selected || (search.logprobs[selected.label]?.length ?? 0) === 0) return first;
  return selected.kind === "no-thought" ? first : { from: first.from, to: selected.label };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
