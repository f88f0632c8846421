"use client";

import { useQuery } from "@tanstack/react-query";
import { editorLanguage, editorLanguageOfPath } from "#components/code/code-language.ts";
import { CodeView, CopyButton } from "#components/code/code-view.tsx";
import { PathText } from "#components/marks/path-text.tsx";
import { QueryError } from "#components/shell/query-state.tsx";
import { formatBytes, plural } from "#components/ui/format.ts";
import { EmptyState, LoadingRows } from "#components/ui/states.tsx";
import { snapshotFile } from "#lib/client/snapshots.ts";
import { stepBodies } from "#lib/client/trajectories.ts";
import type { StepHeader, Trajectory } from "#lib/trajectory/index.ts";
import { Prose } from "./prose.tsx";

/** The file that the step reads or writes, byte for byte; for a thought, the file it leads up to. */
export function InspectorCode({
  trajectory,
  header,
}: {
  readonly trajectory: Trajectory;
  readonly header: StepHeader | null;
}) {
  if (!header) return <EmptyState>Choose a step: its file stands here.</EmptyState>;
  const path = header.path ?? (header.agent === "main" ? null : header.agent);
  return path === null ? (
    <StepText trajectoryId={trajectory.id} header={header} />
  ) : (
    <StepFile trajectory={trajectory} header={header} path={path} />
  );
}

function StepFile({
  trajectory,
  header,
  path,
}: {
  readonly trajectory: Trajectory;
  readonly header: StepHeader;
  readonly path: string;
}) {
  const holdsFile = header.kind === "observation" || (header.kind === "action" && header.tool === "write");
  const bodies = useQuery({ ...stepBodies(trajectory.id, header.index), enabled: holdsFile });
  const own = bodies.data?.find((body) => body.index === header.index)?.content ?? null;
  const needsSnapshot = !holdsFile || (bodies.isSuccess && own === null);
  const file = useQuery(snapshotFile(trajectory.snapshotId, needsSnapshot ? path : null));
  const failed = holdsFile && bodies.isError ? bodies : file;
  if (failed.isError) return <QueryError what={path} error={failed.error} onRetry={() => failed.refetch()} />;
  const text = own ?? file.data?.text ?? null;
  if (text === null) {
    if (file.data) return <EmptyState>{path} is not text, so there is nothing to read.</EmptyState>;
    return <LoadingRows label={path} rows={12} height={18} />;
  }
  const mask = maskOf(header);
  return (
    <>
      <div className="toolbar">
        <span className="flex min-w-0 text-12">
          <PathText path={path} />
        </span>
        <span className="text-11 text-text-3">
          {purposeOf(header)}, {plural(lineCount(text), "line")}
          {file.data && `, ${formatBytes(file.data.bytes)}`}
        </span>
        <span className="grow" />
        {mask !== undefined && (
          <span className="text-11 text-text-3">{mask === "train" ? "trained" : "not trained"}</span>
        )}
        <CopyButton text={text} what={path} />
      </div>
      <CodeView
        text={text}
        language={file.data ? editorLanguage(file.data.language) : editorLanguageOfPath(path)}
        label={`${path}, read only`}
        {...(mask === undefined ? {} : { mask })}
      />
    </>
  );
}

/** The main agent's own steps have a text and no file. */
function StepText({ trajectoryId, header }: { readonly trajectoryId: string; readonly header: StepHeader }) {
  const bodies = useQuery(stepBodies(trajectoryId, header.index));
  if (bodies.isError) return <QueryError what="The text" error={bodies.error} onRetry={() => bodies.refetch()} />;
  if (bodies.isPending) return <LoadingRows label="the text" rows={8} height={22} />;
  const text = bodies.data.find((body) => body.index === header.index)?.text ?? "";
  if (text === "") return <EmptyState>This step reads and writes no file and has no text.</EmptyState>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="inspector-prose" tabIndex={0} aria-label="Text of the step">
      <Prose text={text} />
    </section>
  );
}

/** The mask of the shown file in the flat text; a thought's target is shown ahead of its Write and has none here. */
function maskOf(header: StepHeader): "train" | "mask" | undefined {
  if (header.kind === "observation") return "mask";
  if (header.kind === "action" && header.tool === "write") return header.train ? "train" : "mask";
  return undefined;
}

function purposeOf(header: StepHeader): string {
  if (header.kind === "observation") return "as it was read";
  if (header.tool === "write") return "as it is written";
  if (header.tool === "read") return "to be read";
  return "the target";
}

function lineCount(text: string): number {
  if (text === "") return 0;
  const breaks = text.split("\n").length;
  return text.endsWith("\n") ? breaks - 1 : breaks;
}
