"use client";

import { formatBytes, formatCount } from "#components/ui/format.ts";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Settings } from "#lib/runs/index.ts";
import { ArchiveField } from "./archive-field.tsx";
import type { Draft, Problems, SourceKind } from "./draft.ts";

const KINDS = [
  { id: "git", label: "Git address" },
  { id: "folder", label: "Folder" },
  { id: "archive", label: "Archive" },
] as const;

/** Where the code comes from: one of three kinds, and the part of it that is wanted. */
export function SourceFields({
  draft,
  policy,
  limits,
  problems,
  onKind,
  onChange,
}: {
  readonly draft: Draft;
  readonly policy: Settings["policy"];
  readonly limits: Settings["limits"];
  readonly problems: Problems;
  readonly onKind: (kind: SourceKind) => void;
  readonly onChange: (change: Partial<Draft>) => void;
}) {
  return (
    <div className="grid gap-3">
      <div>
        <Segmented label="Kind of source" segments={KINDS} value={draft.kind} onChange={onKind} />
      </div>
      {draft.kind === "folder" && (
        <TextField
          label="Folder of this machine"
          mono
          placeholder="/home/me/project"
          autoComplete="off"
          spellCheck={false}
          value={draft.path}
          problem={problems.path}
          disabled={!policy.folders}
          hint={
            policy.folders
              ? "Read as it lies there, with changes that are not committed."
              : "This installation does not import folders (RETRACE_ALLOW_FOLDERS=0); the command line does."
          }
          onChange={(event) => onChange({ path: event.target.value })}
        />
      )}
      {draft.kind === "git" && (
        <div className="grid grid-cols-[2fr_1fr] gap-3">
          <TextField
            label="Git address"
            mono
            type="url"
            placeholder="https://example.org/project.git"
            autoComplete="off"
            spellCheck={false}
            value={draft.address}
            problem={problems.address}
            hint={
              policy.localGit ? "https, ssh or file." : "https only; RETRACE_ALLOW_LOCAL_GIT=1 allows ssh and file."
            }
            onChange={(event) => onChange({ address: event.target.value })}
          />
          <TextField
            label="Branch, tag or commit"
            mono
            placeholder="default branch"
            autoComplete="off"
            spellCheck={false}
            value={draft.commit}
            problem={problems.commit}
            onChange={(event) => onChange({ commit: event.target.value })}
          />
        </div>
      )}
      {draft.kind === "archive" && (
        <ArchiveField problem={problems.archive} onUploadId={(uploadId) => onChange({ uploadId })} />
      )}
      <TextField
        label="Only this folder of it"
        mono
        placeholder="the whole repository"
        autoComplete="off"
        spellCheck={false}
        value={draft.subPath}
        problem={problems.subPath}
        hint={`At most ${formatCount(limits.files)} files and ${formatBytes(limits.totalBytes)}; a file over ${formatBytes(limits.fileBytes)} is left out and reported.`}
        onChange={(event) => onChange({ subPath: event.target.value })}
      />
    </div>
  );
}
