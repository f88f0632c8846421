/** A glob of manifests: `*` and `?` within a name, `**` across folders, `{a,b}`. `isPrefix` lets it fit a folder above. */
export type Glob = (path: string, isPrefix?: boolean) => boolean;

/**
 * Globs come from the repository, so they are matched by tables whose size is glob times path: a regular expression made of
 * many stars can take forever.
 */
export function toGlob(glob: string): Glob {
  const patterns = alternatives(glob.slice(0, 500)).map((each) => {
    const names = each.split("/").filter((name) => name !== "" && name !== ".");
    const fixed = names.findIndex((name) => /[*?]/.test(name));
    return { names, fixed: fixed < 0 ? names.length : fixed };
  });
  return (path, isPrefix = false) => {
    const names = path === "" ? [] : path.split("/");
    // Most paths differ from a glob in a name without stars, which needs no table.
    return patterns.some((pattern) => {
      for (let at = 0; at < pattern.fixed; at++) if (pattern.names[at] !== names[at]) return false;
      return fits(pattern.names.slice(pattern.fixed), names.slice(pattern.fixed), isPrefix);
    });
  };
}

const ALTERNATIVES_LIMIT = 64;

function alternatives(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let each = open.pop(); each !== undefined && done.length < ALTERNATIVES_LIMIT; each = open.pop()) {
    const braces = /\{([^{}]*)\}/.exec(each);
    if (!braces) done.push(each);
    else for (const one of (braces[1] ?? "").split(",")) open.push(each.replace(braces[0], () => one));
  }
  return done;
}

/** Row by row: which numbers of names the pattern so far can have taken. */
function fits(pattern: readonly string[], names: readonly string[], isPrefix: boolean): boolean {
  if (pattern.length === 0) return isPrefix || names.length === 0;
  if (pattern.length === 2 && pattern[0] === "**" && pattern[1] === "*") return names.length > 0;
  let taken = names.map(() => false);
  taken.unshift(true);
  for (const each of pattern) {
    const next = taken.map(() => false);
    for (let count = 0; count <= names.length; count++) {
      if (each === "**") next[count] = taken[count] === true || (count > 0 && next[count - 1] === true);
      else if (count > 0) next[count] = taken[count - 1] === true && nameFits(each, names[count - 1] ?? "");
    }
    taken = next;
  }
  return isPrefix ? taken.includes(true) : taken[names.length] === true;
}

/** Goes back to the last star only, which is enough and never takes longer than pattern times name. */
function nameFits(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      resume = index;
    } else if (pattern[at] === "?" || pattern[at] === name[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
