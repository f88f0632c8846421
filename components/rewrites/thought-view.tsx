"use client";

import { X } from "lucide-react";
import { Fragment, useMemo } from "react";
import { DiffView } from "#components/code/code-view.tsx";
import { formatPercent, plural } from "#components/ui/format.ts";
import { Segmented } from "#components/ui/segmented.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Tag } from "#components/ui/tag.tsx";
import type { Candidate } from "#lib/trajectory/index.ts";
import { candidateName } from "./candidate-words.ts";
import {
  type CodePart,
  codeParts,
  cutThought,
  type DiffPiece,
  diffSize,
  diffThoughts,
  sideOf,
} from "./thought-diff.ts";

export const diffLooks = ["inline", "sides", "lines"] as const;
export type DiffLook = (typeof diffLooks)[number];

/** A candidate's text against its parent's, word by word, with what it copies from the target underlined and numbered. */
export function ThoughtView({
  candidate,
  parent,
  look,
  onLook,
  onLeak,
}: {
  readonly candidate: Candidate;
  readonly parent: Candidate | null;
  readonly look: DiffLook;
  readonly onLook: (look: DiffLook) => void;
  /** Shows the copied lines in the target. */
  readonly onLeak: (span: number) => void;
}) {
  const spans = candidate.leak?.spans ?? none;
  const pieces = useMemo(
    () => (parent ? diffThoughts(parent.text, candidate.text, spans) : cutThought(candidate.text, spans)),
    [candidate, parent, spans],
  );
  const size = parent ? diffSize(pieces) : null;
  return (
    <>
      <div className="toolbar">
        <h2 className="text-12 font-name">Thought</h2>
        {parent && <span className="text-12 text-text-3">{candidateName(parent)} →</span>}
        <span className="text-12 font-name">{candidateName(candidate)}</span>
        {candidate.reason === "leak" && (
          <Tag tone="reject" icon={<X aria-hidden="true" />}>
            leak gate
          </Tag>
        )}
        {size && (
          <span className="truncate text-11 text-text-3">
            {plural(size.inserted, "word")} in, {size.deleted} out
          </span>
        )}
        <span className="grow" />
        {parent && (
          <Segmented<DiffLook>
            label="How the change is shown"
            value={look}
            onChange={onLook}
            segments={[
              { id: "inline", label: "Inline" },
              { id: "sides", label: "Side by side" },
              { id: "lines", label: "Lines" },
            ]}
          />
        )}
      </div>
      {candidate.text === "" ? (
        <EmptyState>
          {candidate.kind === "no-thought"
            ? "The target was scored here without any thought."
            : "This candidate has no text."}
        </EmptyState>
      ) : parent && look === "lines" ? (
        <DiffView before={parent.text} after={candidate.text} language="plaintext" label="Thought" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="min-h-0 grow overflow-y-auto p-3" tabIndex={0} aria-label="Text of the thought">
          {parent && look === "sides" ? (
            <div className="grid grid-cols-2 gap-6">
              <Pieces pieces={sideOf(pieces, "before")} side="before" onLeak={onLeak} />
              <Pieces pieces={sideOf(pieces, "after")} onLeak={onLeak} />
            </div>
          ) : (
            <Pieces pieces={pieces} onLeak={onLeak} />
          )}
        </section>
      )}
      {candidate.leak && spans.length > 0 && <Leaks candidate={candidate} onLeak={onLeak} />}
    </>
  );
}

const none: NonNullable<Candidate["leak"]>["spans"] = [];

function Pieces({
  pieces,
  side = "after",
  onLeak,
}: {
  readonly pieces: readonly DiffPiece[];
  readonly side?: "before" | "after";
  readonly onLeak: (span: number) => void;
}) {
  const parts = useMemo(() => codeParts(pieces, side), [pieces, side]);
  return (
    <div className="thought-text max-w-160">
      {pieces.map((piece, index) => {
        const endsLeak = piece.leak !== null && pieces.slice(index + 1).every((later) => later.leak !== piece.leak);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one diff never change places
          <Fragment key={index}>
            <Piece piece={piece} parts={parts[index] ?? []} />
            {endsLeak && piece.leak !== null && (
              <button
                type="button"
                className="leak-number"
                onClick={() => onLeak(piece.leak ?? 0)}
                aria-label={`Show where copied part ${piece.leak + 1} stands in the target`}
              >
                {piece.leak + 1}
              </button>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}

function Piece({ piece, parts }: { readonly piece: DiffPiece; readonly parts: readonly CodePart[] }) {
  const leak = piece.leak === null ? undefined : "diff-leak";
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of one piece never change places
  const text = parts.map((part, index) => (part.code ? <code key={index}>{part.text}</code> : part.text));
  if (piece.kind === "insert") return <ins className={leak ? `diff-insert ${leak}` : "diff-insert"}>{text}</ins>;
  if (piece.kind === "delete") return <del className="diff-delete">{text}</del>;
  return <span className={leak}>{text}</span>;
}

function Leaks({ candidate, onLeak }: { readonly candidate: Candidate; readonly onLeak: (span: number) => void }) {
  const { leak } = candidate;
  if (!leak) return null;
  return (
    <section className="max-h-60 flex-none overflow-y-auto border-t border-line" aria-label="Copied from the target">
      <div className="pane-head">
        <h2>Copied from the target</h2>
        <span className="grow" />
        <span className="text-11 text-text-3">
          {formatPercent(leak.overlap)} of its 8-token runs, longest {plural(leak.longestRun, "token")}
          {leak.copiedGain !== undefined && `, ${formatPercent(leak.copiedGain, 0)} of the gain from them`}
        </span>
      </div>
      <table className="tb" data-tight="" aria-label="Copied parts">
        <thead>
          <tr>
            <th scope="col">no.</th>
            <th scope="col">what</th>
            <th scope="col" data-align="right">
              tokens
            </th>
            <th scope="col" data-align="right">
              lines
            </th>
          </tr>
        </thead>
        <tbody>
          {leak.spans.map((span, index) => (
            <tr key={`${span.start}-${span.end}`}>
              <td>
                <button
                  type="button"
                  className="leak-number"
                  onClick={() => onLeak(index)}
                  aria-label={`Show copied part ${index + 1} in the target`}
                >
                  {index + 1}
                </button>
              </td>
              <td className="w-3/5 max-w-0 truncate font-mono text-11">{candidate.text.slice(span.start, span.end)}</td>
              <td data-number="">{span.tokens}</td>
              <td data-number="">
                {span.startLine === span.endLine ? span.startLine : `${span.startLine}–${span.endLine}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
