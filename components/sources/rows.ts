import type { RunHead, RunState } from "#lib/runs/index.ts";
import type { LeftOutReason, RepositoryRow } from "#lib/sources/index.ts";

/** A repository as the list shows it: with the newest run over it, and the newest trajectory that came of one. */
export type RepositoryLine = {
  readonly repository: RepositoryRow;
  readonly run: RunHead | null;
  readonly trajectoryId: string | null;
};

/** Joins repositories with their runs. Runs come newest first, so the first that fits is the newest. */
export function repositoryLines(repositories: readonly RepositoryRow[], runs: readonly RunHead[]): RepositoryLine[] {
  return repositories.map((repository) => {
    const own = runs.filter((run) => run.snapshotId !== null && run.snapshotId === repository.snapshot?.id);
    return {
      repository,
      run: own[0] ?? null,
      trajectoryId: own.find((run) => run.trajectoryId !== null)?.trajectoryId ?? null,
    };
  });
}

/** Of failed imports the newest are shown; the others are under Runs. */
const MOST_FAILED = 3;

/** Imports on their way and those that failed: they have no repository to stand beside. */
export function unplacedRuns(runs: readonly RunHead[]): { runs: RunHead[]; moreFailed: number } {
  const open: readonly RunState[] = ["queued", "running", "paused"];
  const unplaced = runs.filter((run) => run.snapshotId === null);
  const failed = unplaced.filter((run) => run.state === "failed");
  return {
    runs: [...unplaced.filter((run) => open.includes(run.state)), ...failed.slice(0, MOST_FAILED)],
    moreFailed: Math.max(0, failed.length - MOST_FAILED),
  };
}

/** "TypeScript 96 %, CSS 3 %": the largest languages, and how many more there are. */
export function languageText(languages: RepositoryRow["languages"], shown = 2): string {
  const first = languages.slice(0, shown).map(({ language, share }) => `${languageName(language)} ${percent(share)}`);
  const more = languages.length - first.length;
  return [...first, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

const NAMES: Readonly<Record<string, string>> = {
  typescript: "TypeScript",
  tsx: "TSX",
  javascript: "JavaScript",
  python: "Python",
  go: "Go",
  java: "Java",
  rust: "Rust",
  c: "C",
  cpp: "C++",
  csharp: "C#",
  ruby: "Ruby",
  php: "PHP",
  shell: "Shell",
  powershell: "PowerShell",
  css: "CSS",
  html: "HTML",
  json: "JSON",
  yaml: "YAML",
  toml: "TOML",
  markdown: "Markdown",
  sql: "SQL",
};

export function languageName(language: string): string {
  return NAMES[language] ?? language;
}

/** Whole per cent; what is there but rounds to nothing reads "<1 %". */
function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 ? "<1 %" : `${whole} %`;
}

/** Why files were left out, in words, the largest group first. */
export function leftOutGroups(
  leftOut: readonly { readonly path: string; readonly reason: LeftOutReason; readonly detail: string }[],
): { reason: LeftOutReason; name: string; files: { path: string; detail: string }[] }[] {
  const groups = new Map<LeftOutReason, { path: string; detail: string }[]>();
  for (const { path, reason, detail } of leftOut) {
    const files = groups.get(reason) ?? [];
    files.push({ path, detail });
    groups.set(reason, files);
  }
  return [...groups]
    .map(([reason, files]) => ({ reason, name: REASONS[reason], files }))
    .sort((a, b) => b.files.length - a.files.length);
}

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  "too-large": "larger than the limit of one file",
  "symbolic-link": "symbolic links",
  submodule: "submodules",
  outside: "lead outside of the repository",
  "not-a-file": "not ordinary files",
  unreadable: "could not be read",
  "bad-name": "names that cannot be kept safely",
  "duplicate-path": "paths that stood there twice",
  ignored: "ignored by rule",
};
