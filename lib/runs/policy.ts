import { env } from "#lib/std/env.ts";

/** What the operator allows an import to reach. */
export function importPolicy(): { readonly folders: boolean; readonly localGit: boolean } {
  const { RETRACE_ALLOW_FOLDERS, RETRACE_ALLOW_LOCAL_GIT } = env();
  return { folders: RETRACE_ALLOW_FOLDERS, localGit: RETRACE_ALLOW_LOCAL_GIT };
}
