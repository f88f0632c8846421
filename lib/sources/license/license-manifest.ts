import { parse as parseToml } from "smol-toml";
import { type IdentifierTable, parseExpression } from "./license-expression.ts";

/** The licence a manifest states, as an SPDX expression; null when it states none or in other words. */
export function manifestLicense(path: string, text: string, table: IdentifierTable): string | null {
  switch (path.slice(path.lastIndexOf("/") + 1)) {
    case "package.json":
    case "composer.json":
      return fromJson(parsed(text, JSON.parse), table);
    case "pyproject.toml":
      return fromPyproject(parsed(text, parseToml), table);
    case "Cargo.toml": {
      const stated = member(member(parsed(text, parseToml), "package"), "license");
      // Cargo's older spelling of OR.
      return typeof stated === "string" ? parseExpression(stated.replaceAll("/", " OR "), table) : null;
    }
    default:
      return null;
  }
}

/** `license` as a string, as `{type}`, or the older list `licenses`, of which the reader may choose one. */
function fromJson(manifest: unknown, table: IdentifierTable): string | null {
  const one = stated(member(manifest, "license"), "type");
  if (one !== null) return parseExpression(one, table);
  const listed = member(manifest, "licenses") ?? member(manifest, "license");
  if (!Array.isArray(listed) || listed.length === 0) return null;
  const all = listed.map((each) => stated(each, "type"));
  return all.includes(null) ? null : parseExpression(all.join(" OR "), table);
}

/** PEP 639's expression, then the older table, then Poetry's field, then a classifier that names exactly one licence. */
function fromPyproject(manifest: unknown, table: IdentifierTable): string | null {
  const project = member(manifest, "project");
  const poetry = member(member(manifest, "tool"), "poetry");
  for (const said of [stated(member(project, "license"), "text"), stated(member(poetry, "license"), "text")]) {
    const expression = said === null ? null : parseExpression(said, table);
    if (expression !== null) return expression;
  }
  const classifiers = member(project, "classifiers") ?? member(poetry, "classifiers");
  const named = Array.isArray(classifiers) ? classifiers.flatMap((each) => CLASSIFIERS.get(String(each)) ?? []) : [];
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Classifiers that mean one SPDX identifier; most, such as "BSD License", leave the version open. */
const CLASSIFIERS = new Map([
  ["License :: OSI Approved :: MIT License", "MIT"],
  ["License :: OSI Approved :: ISC License (ISCL)", "ISC"],
  ["License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"],
  ["License :: OSI Approved :: The Unlicense (Unlicense)", "Unlicense"],
  ["License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "GPL-3.0-only"],
  ["License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"],
]);

function stated(value: unknown, key: string): string | null {
  if (typeof value === "string") return value;
  const inner = member(value, key);
  return typeof inner === "string" ? inner : null;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
