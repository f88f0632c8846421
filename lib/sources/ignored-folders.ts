/** The part of a path that ends in an ignored folder (with its slash), or null. `dist` and `build` stay: they may be source. */
export function ignoredFolderOf(path: string): string | null {
  const segments = path.split("/");
  for (let index = 0; index < segments.length - 1; index += 1) {
    if (isIgnoredFolder(segments[index] ?? "")) return `${segments.slice(0, index + 1).join("/")}/`;
  }
  return null;
}

/** Version control, installed packages and caches: never written by the people whose work a repository is. */
export function isIgnoredFolder(name: string): boolean {
  return IGNORED.has(name.toLowerCase());
}

const IGNORED = new Set([
  ".git",
  ".hg",
  ".svn",
  ".bzr",
  ".jj",
  "node_modules",
  ".venv",
  "__pycache__",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".tox",
  ".nox",
  ".eggs",
  ".next",
  ".nuxt",
  ".svelte-kit",
  ".turbo",
  ".parcel-cache",
  ".cache",
  ".gradle",
  ".terraform",
  ".retrace",
  "__macosx",
]);
