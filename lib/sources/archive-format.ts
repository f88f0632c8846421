type ArchiveFormat = "zip" | "tar" | "tar.gz";

/** The format by the ending of the name, or null for what is no archive we read. */
export function archiveFormat(name: string): ArchiveFormat | null {
  const lower = name.toLowerCase();
  return ENDINGS.find(([ending]) => lower.endsWith(ending) && lower.length > ending.length)?.[1] ?? null;
}

export function withoutEnding(name: string): string {
  const lower = name.toLowerCase();
  const ending = ENDINGS.find(([each]) => lower.endsWith(each))?.[0] ?? "";
  return name.slice(0, name.length - ending.length);
}

const ENDINGS: readonly (readonly [string, ArchiveFormat])[] = [
  [".zip", "zip"],
  [".tar.gz", "tar.gz"],
  [".tgz", "tar.gz"],
  [".tar", "tar"],
];
