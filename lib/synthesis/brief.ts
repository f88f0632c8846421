import { byCodeUnit } from "#lib/std/order.ts";
import type { Structure } from "#lib/structure/index.ts";
import type { Brief } from "./author.ts";
import { isManifest } from "./manifests.ts";

const README_CHARACTERS = 12_000;
const MANIFEST_CHARACTERS = 4_000;
const MOST_MANIFESTS = 12;

export type BriefInput = {
  readonly name: string;
  readonly license: string | null;
  readonly structure: Structure;
  /** Text of the snapshot's files by path; only the README and the manifests are looked at. */
  readonly files: ReadonlyMap<string, string>;
};

/** What the main agent may see of a snapshot: README without badges, manifests, and the structure. */
export function buildBrief({ name, license, structure, files }: BriefInput): Brief {
  const shallowFirst = (a: string, b: string): number => depth(a) - depth(b) || byCodeUnit(a, b);
  const paths = [...files.keys()].sort(shallowFirst);
  const readmePath = paths.find((path) => depth(path) === 0 && /^readme(?:\.(?:md|markdown|rst|txt))?$/i.test(path));
  const manifests = paths.filter(isManifest).slice(0, MOST_MANIFESTS);
  const whole = new Map(manifests.map((path) => [path, files.get(path) ?? ""]));
  const wholeReadme = plainReadme(readmePath === undefined ? "" : (files.get(readmePath) ?? ""));
  const readme = cut(wholeReadme, README_CHARACTERS);
  const shown = new Map([...whole].map(([path, text]) => [path, cut(text, MANIFEST_CHARACTERS)]));
  const leftOut = new Map(
    [
      ["", wholeReadme.length - readme.length] as const,
      ...[...whole].map(([path, text]) => [path, text.length - (shown.get(path) ?? "").length] as const),
    ].filter(([, characters]) => characters > 0),
  );
  return { name, license, readme, manifests: shown, ...(leftOut.size > 0 && { leftOut }), structure };
}

/** A README without badges, pictures, HTML and comments. Each pattern is linear in the text: READMEs are hostile input. */
export function plainReadme(text: string): string {
  return text
    .slice(0, 200_000)
    .replace(/\r\n?/g, "\n")
    .replace(/<!--[\s\S]{0,10000}?-->/g, "")
    .replace(/\[!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)\]\([^)\n]{0,500}\)/g, "")
    .replace(/!\[[^\]\n]{0,300}\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,200}\])/g, "")
    .replace(/<\/?[a-zA-Z][^<>\n]{0,500}>/g, "")
    .replace(/^\[[^\]\n]{1,200}\]:\s.*$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The first paragraph of prose, which says what the project is; null where the README has none. */
export function firstParagraph(readme: string): string | null {
  let fenced = false;
  const kept: string[] = [];
  for (const line of readme.split("\n")) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    // "Authors: …" and "Version: …" are entries of a card, not prose.
    const isCard =
      kept.length === 0 && /^\s*(?:authors?|maintainers?|version|status|licen[cs]e|copyright)\s*:/i.test(line);
    const prose =
      !fenced &&
      !isCard &&
      !/^\s*(?:#|[-*+](?:\s|$)|[>|]|\+[-=]|\d+\.|=+$|-+$|[*_]{3,}$|```|~~~|:|\.\.)/.test(line) &&
      line.trim() !== "";
    if (prose) kept.push(line.trim());
    else if (kept.join(" ").length >= 25) break;
    else kept.length = 0;
  }
  const text = kept
    .join(" ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_]{1,2}([^*_\n]+)[*_]{1,2}/g, "$1")
    .trim();
  return text.length < 25 ? null : text;
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf("\n", most);
  return text.slice(0, end > most / 2 ? end : most).toWellFormed();
}

function depth(path: string): number {
  return path.split("/").length - 1;
}
