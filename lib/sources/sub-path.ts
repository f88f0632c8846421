import { AppError } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { isLicenseCandidate } from "./license/license-files.ts";

const SUGGESTIONS = 5;

/** The error of a sub-path that no file lies below; it names up to five folders that exist. */
export function missingSubPath(subPath: string, paths: Iterable<string>): AppError {
  const all = [...paths];
  const what = all.includes(subPath) ? `${subPath} is a file, not a folder` : `there is no folder ${subPath}`;
  const folders = nearestFolders(subPath, all);
  const known = folders.length > 0 ? `Folders that exist: ${folders.join(", ")}` : "The source has no folders";
  const message = `${what}. ${known}.`;
  return new AppError("invalid", `subPath: ${message}`, { fields: [{ field: "subPath", message }] });
}

/** Files above a sub-path that may say under which licence it stands, named relative to the sub-path. */
export function aboveSubPath(path: string, subPath: string | null): string | null {
  if (subPath === null || !isLicenseCandidate(path)) return null;
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  if (folder !== "" && !subPath.startsWith(`${folder}/`)) return null;
  const steps = subPath.split("/").length - (folder === "" ? 0 : folder.split("/").length);
  return "../".repeat(steps) + path.slice(folder === "" ? 0 : folder.length + 1);
}

/** Children of the deepest folder that exists on the way, those that share a beginning with the wrong part first. */
function nearestFolders(subPath: string, paths: readonly string[]): string[] {
  const segments = subPath.split("/");
  for (let depth = segments.length - 1; depth >= 0; depth -= 1) {
    const prefix = depth === 0 ? "" : `${segments.slice(0, depth).join("/")}/`;
    const children = new Set<string>();
    for (const path of paths) {
      const end = path.startsWith(prefix) ? path.indexOf("/", prefix.length) : -1;
      if (end > 0) children.add(path.slice(0, end));
    }
    if (children.size === 0) continue;
    const wrong = segments.slice(0, depth + 1).join("/");
    return [...children].sort((a, b) => shared(b, wrong) - shared(a, wrong) || byCodeUnit(a, b)).slice(0, SUGGESTIONS);
  }
  return [];
}

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
