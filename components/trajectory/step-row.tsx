import { ChevronDown, ChevronRight, TriangleAlert } from "lucide-react";
import { memo, type ReactNode } from "react";
import { ScoreChip } from "#components/marks/gain.tsx";
import { KindIcon } from "#components/marks/kind-icon.tsx";
import { PathText } from "#components/marks/path-text.tsx";
import { VerdictMark, type VerdictState } from "#components/marks/verdict-mark.tsx";
import { formatCount, formatPercent, plural } from "#components/ui/format.ts";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { type AuditRow, type FileGroup, gainOf, leakLimit } from "./rows.ts";
import { stepWords } from "./step-words.ts";

/** Where a row stands on the two lanes: on the main agent's, on the file's, or where one leaves or joins the other. */
export type Lane = "main" | "file" | "leave" | "join";

type Common = {
  readonly lane: Lane;
  readonly current: boolean;
  readonly twoLine: boolean;
  /** Gain at which a bar is full, one for the whole view. */
  readonly range: number;
};

/** A step: lane, number, kind, name and subject, characters, score, verdict. */
export const StepLine = memo(function StepLine({
  header,
  next,
  isRequirements,
  verdict,
  lane,
  current,
  twoLine,
  range,
  hit,
}: Common & {
  readonly header: StepHeader;
  readonly next: StepHeader | undefined;
  readonly isRequirements: boolean;
  readonly verdict: VerdictState | null;
  readonly hit: boolean;
}) {
  const words = stepWords(header, next, isRequirements);
  const isLong = words.mark === "think" || words.mark === "plan";
  const subject = words.mark === "plan" ? "" : words.subject.text;
  return (
    <div
      className="step"
      data-current={current || undefined}
      data-two={twoLine || undefined}
      data-dim={!header.train || undefined}
      data-hit={hit || undefined}
    >
      <Lanes lane={lane} />
      <span className="step-no">{header.index + 1}</span>
      <KindIcon mark={words.mark} size={11} />
      <span className="step-what">
        {words.name !== "" && <span className="step-name">{words.name}</span>}
        {subject !== "" &&
          (words.subject.kind === "path" ? (
            <span className="step-subject mono">
              <PathText path={subject} />
            </span>
          ) : (
            <span className="step-subject">{subject}</span>
          ))}
        {!twoLine && isLong && header.summary !== "" && <span className="step-more">{plain(header.summary)}</span>}
        {header.dropped ? (
          <span
            className="flex-none text-11 text-text-3"
            title="The file is not likelier after this thought than without it, so the flat text leaves it out."
          >
            dropped
          </span>
        ) : (
          !header.train && <span className="flex-none text-11 text-text-3">not trained</span>
        )}
        <Flags header={header} />
        {twoLine && <span className="step-second">{plain(header.summary) || secondLine(header)}</span>}
      </span>
      <span className="step-size">{header.characters > 0 ? formatCount(header.characters) : ""}</span>
      {header.kind === "think" ? (
        <ScoreChip
          value={gainOf(header)}
          range={range}
          unit={header.scores?.unit ?? "nats"}
          missing="This thought has no score."
        />
      ) : (
        <span />
      )}
      {verdict !== null ? <VerdictMark verdict={verdict} /> : <span />}
    </div>
  );
});

/** A file's heading, which is its Delegate step: fold, order, path, figures. */
export function GroupLine({
  group,
  folded,
  current,
  verdict,
  onFold,
  range,
}: {
  readonly group: FileGroup;
  readonly folded: boolean;
  readonly current: boolean;
  readonly verdict: VerdictState | null;
  readonly onFold: () => void;
  readonly range: number;
}) {
  return (
    <div className="step" data-group="" data-current={current || undefined}>
      <Lanes lane="leave" />
      <span className="step-no">{group.delegate === null ? "" : group.delegate + 1}</span>
      <button
        type="button"
        className="step-fold"
        tabIndex={-1}
        aria-expanded={!folded}
        aria-label={`${folded ? "Unfold" : "Fold"} ${group.path}`}
        onClick={(event) => {
          event.stopPropagation();
          onFold();
        }}
      >
        {folded ? (
          <ChevronRight className="ico" aria-hidden="true" />
        ) : (
          <ChevronDown className="ico" aria-hidden="true" />
        )}
      </button>
      <span className="step-what">
        {group.order !== null && (
          <span className="mono text-text-3" title="place in the order of writing">
            {group.order + 1}
          </span>
        )}
        <span className="step-path">
          <PathText path={group.path} />
        </span>
        <span className="step-figures">
          {group.lines > 0 && `${plural(group.lines, "line")} · `}
          {plural(group.steps, "step")}
        </span>
        {group.flagged > 0 && (
          <span className="flex-none text-11 text-warn" title="copied code, names from nowhere, or no gain">
            {group.flagged} flagged
          </span>
        )}
      </span>
      <span className="step-size">{formatCount(group.characters)}</span>
      <ScoreChip value={group.gain} range={range} missing="No thought of this file has a score." />
      {verdict !== null ? <VerdictMark verdict={verdict} /> : <span />}
    </div>
  );
}

/** Something that was dropped or repaired: for audit, never trained. */
export function AuditLine({ event, lane }: { readonly event: AuditRow; readonly lane: Lane }) {
  return (
    <div className="step" data-audit="">
      <Lanes lane={lane} />
      <span className="step-no" aria-hidden="true">
        ·
      </span>
      <TriangleAlert className="ico text-warn" aria-hidden="true" />
      <span className="step-what">
        <span className="step-name">{auditNames[event.kind] ?? event.kind}</span>
        <span className="step-subject" title={event.message}>
          {event.message}
        </span>
        <span className="text-11 text-text-3">audit only</span>
      </span>
    </div>
  );
}

const auditNames: Readonly<Record<string, string>> = {
  "rejected-read": "Read dropped",
  "added-read": "Read added",
  "repaired-plan": "Plan repaired",
  "capped-read": "Read cut",
  "flagged-thought": "Thought flagged",
};

function Flags({ header }: { readonly header: StepHeader }): ReactNode {
  const leak = header.leakOverlap ?? 0;
  return (
    <>
      {leak > leakLimit && <span className="step-flag text-reject">copies {formatPercent(leak)}</span>}
      {header.ungrounded > 0 && (
        <span className="step-flag text-warn">{plural(header.ungrounded, "ungrounded name")}</span>
      )}
    </>
  );
}

/** Names in backticks are set in mono where the text is open; a row has no room for that. */
function plain(summary: string): string {
  return summary.replaceAll("`", "");
}

function secondLine(header: StepHeader): string {
  return header.lines > 0 ? plural(header.lines, "line") : "";
}

/** The main lane at 8 px, the file's at 20 px, and the curve by which one becomes the other. */
function Lanes({ lane }: { readonly lane: Lane }) {
  return (
    <span className="step-lanes" aria-hidden="true" data-lane={lane}>
      {(lane === "leave" || lane === "join") && (
        <svg viewBox="0 0 26 32" preserveAspectRatio="none" aria-hidden="true">
          <path
            d={lane === "leave" ? "M8.5 0V4C8.5 14 20.5 12 20.5 24V32" : "M20.5 0V4C20.5 16 8.5 16 8.5 26V32"}
            fill="none"
            stroke="var(--text-3)"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
          />
          <path d="M8.5 0V32" stroke="var(--line-2)" vectorEffect="non-scaling-stroke" />
        </svg>
      )}
    </span>
  );
}
