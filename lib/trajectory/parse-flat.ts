import { assertNever } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { utf16Offsets } from "./code-points.ts";
import type { FlatStep } from "./flatten.ts";
import type { Segment } from "./schema.ts";

/**
 * The inverse of `flatten`: prelude and steps with exact contents. Borders come from the segments alone, so contents
 * that hold the template's own tags are read back like any others.
 */
export function parseFlat(
  text: string,
  segments: readonly Segment[],
): { readonly prelude: string; readonly steps: FlatStep[] } {
  const ends = utf16Offsets(
    text,
    segments.map((segment) => segment.end),
  );
  let prelude = "";
  let start = 0;
  const steps: FlatStep[] = [];
  for (const [index, segment] of segments.entries()) {
    const end = ends[index] ?? start;
    const part = text.slice(start, end);
    start = end;
    if (segment.kind === "prelude") prelude = part;
    else steps.push(parseStep(part, segment));
  }
  if (start !== text.length) throw broken(text.slice(start));
  return { prelude, steps };
}

function parseStep(part: string, segment: Segment): FlatStep {
  const base = {
    agent: segment.agent,
    path: segment.path ?? null,
    tool: segment.tool ?? null,
    text: null,
    content: null,
    train: segment.train,
  };
  switch (segment.kind) {
    case "think":
      return { ...base, kind: "think", text: body(part, "think").content };
    case "requirements":
    case "plan":
      return { ...base, kind: "action", tool: "plan", text: body(part, segment.kind).content };
    case "observation": {
      const { path, content } = body(part, "observation");
      return { ...base, kind: "observation", path, content };
    }
    case "action":
      return parseAction(part, base);
    case "prelude":
      throw broken(part);
    default:
      return assertNever(segment.kind);
  }
}

function parseAction(part: string, base: Omit<FlatStep, "kind">): FlatStep {
  switch (base.tool) {
    case "read": {
      const path = READ.exec(part)?.[1];
      if (path === undefined) throw broken(part);
      return { ...base, kind: "action", path: unescapePath(path) };
    }
    case "write": {
      const { path, content } = body(part, "write");
      return { ...base, kind: "action", path, content };
    }
    case "delegate":
    case "return":
      return { ...base, kind: "action", text: body(part, base.tool).content };
    case "plan":
    case null:
      throw broken(part);
    default:
      return assertNever(base.tool);
  }
}

const READ = /^<read path="([^"\n]*)"\/>\n$/;
const OPENING = /^<([a-z]+)(?: path="([^"\n]*)")?( final-newline="no")?>\n/;

/** Texts always have one newline added before the closing tag; files only where the opening tag says so. */
function body(part: string, tag: string): { readonly path: string | null; readonly content: string } {
  const opening = OPENING.exec(part);
  const closing = `</${tag}>\n`;
  if (opening?.[1] !== tag || !part.endsWith(closing)) throw broken(part);
  const inside = part.slice(opening[0].length, part.length - closing.length);
  const isFile = tag === "write" || tag === "observation";
  const added = !isFile || opening[3] !== undefined;
  if (!inside.endsWith("\n")) throw broken(part);
  return {
    path: opening[2] === undefined ? null : unescapePath(opening[2]),
    content: added ? inside.slice(0, -1) : inside,
  };
}

function unescapePath(path: string): string {
  return path.replace(/&(?:#(\d+)|([a-z]+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code !== undefined ? String.fromCharCode(Number(code)) : (NAMED[name ?? ""] ?? whole),
  );
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function broken(part: string): AppError {
  return new AppError("invalid", `Segment does not follow template version 1: ${JSON.stringify(part.slice(0, 80))}`);
}
