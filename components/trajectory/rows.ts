import type { StepHeader } from "#lib/trajectory/index.ts";

/** What the timeline shows. `flagged` is what a reviewer looks at first: copied, ungrounded, or without gain. */
export const filters = ["all", "thinks", "code", "flagged"] as const;
export type Filter = (typeof filters)[number];

/** A share of copied 8-grams above this is flagged, as in the default leak gate. */
export const leakLimit = 0.02;

/** Something that was dropped or repaired, and the step it follows; null places it before the first. */
export type AuditRow = {
  readonly afterStep: number | null;
  readonly kind: string;
  readonly path: string | null;
  readonly message: string;
};

/** The steps of one file's agent, with the figures of its heading. */
export type FileGroup = {
  readonly path: string;
  /** Place in the order of writing, from 0. */
  readonly order: number | null;
  /** The main agent's Delegate step, which the heading stands for; null where the trajectory has none. */
  readonly delegate: number | null;
  /** Indexes of the first and the last step, the Delegate not counted. */
  readonly first: number;
  readonly last: number;
  readonly steps: number;
  /** Lines of the written file. */
  readonly lines: number;
  readonly characters: number;
  /** Mean gain over no thought of its scored thoughts, nats per unit. */
  readonly gain: number | null;
  readonly flagged: number;
};

export type Row =
  | { readonly type: "group"; readonly key: string; readonly group: FileGroup; readonly folded: boolean }
  | { readonly type: "step"; readonly key: string; readonly header: StepHeader; readonly lane: "main" | "file" }
  | { readonly type: "audit"; readonly key: string; readonly event: AuditRow; readonly lane: "main" | "file" };

/** Everything about a trajectory's steps that does not change with filters and folds. */
export type Timeline = {
  readonly headers: readonly StepHeader[];
  readonly groups: readonly FileGroup[];
  /** Index into `groups` by step; undefined for steps of the main agent. A Delegate belongs to the group it opens. */
  readonly groupOf: ReadonlyMap<number, number>;
  readonly auditAfter: ReadonlyMap<number, readonly AuditRow[]>;
  readonly flagged: number;
  /** Index of the step that holds the requirements: the first of several plan actions. */
  readonly requirements: number | null;
  /** Where the bars of gains are full, nats per unit: nine of ten thoughts lie within. */
  readonly gainRange: number;
};

/** Gain of a step's thought over no thought, nats per unit; null where it was not scored. */
export function gainOf(header: StepHeader): number | null {
  return header.scores ? header.scores.noThought - header.scores.final : null;
}

/** True for what a reviewer should look at: copied code, names from nowhere, or a thought that does not help. */
export function isFlagged(header: StepHeader): boolean {
  const gain = gainOf(header);
  return (header.leakOverlap ?? 0) > leakLimit || header.ungrounded > 0 || (gain !== null && gain <= 0);
}

/** Groups steps by the file their agent writes. One pass over flat arrays: ten thousand steps must not be felt. */
export function buildTimeline(headers: readonly StepHeader[], audit: readonly AuditRow[] = []): Timeline {
  const groups: FileGroup[] = [];
  const groupOf = new Map<number, number>();
  let open: { path: string; delegate: StepHeader | null; steps: StepHeader[] } | null = null;
  const close = () => {
    if (!open) return;
    const members = open.delegate ? [open.delegate, ...open.steps] : open.steps;
    for (const member of members) groupOf.set(member.index, groups.length);
    groups.push(summarise(open.path, open.delegate, open.steps));
    open = null;
  };
  for (const header of headers) {
    const path = ownerOf(header);
    if (path === null) close();
    else if (!open || open.path !== path || header.tool === "delegate") {
      close();
      open = { path, delegate: header.tool === "delegate" ? header : null, steps: [] };
      if (header.tool !== "delegate") open.steps.push(header);
    } else open.steps.push(header);
  }
  close();
  const auditAfter = new Map<number, AuditRow[]>();
  for (const event of audit) {
    const place = event.afterStep ?? -1;
    const list = auditAfter.get(place);
    if (list) list.push(event);
    else auditAfter.set(place, [event]);
  }
  const flagged = headers.reduce((sum, header) => sum + (isFlagged(header) ? 1 : 0), 0);
  return {
    headers,
    groups,
    groupOf,
    auditAfter,
    flagged,
    requirements: requirementsOf(headers),
    gainRange: rangeOf(headers),
  };
}

/** The rows to draw: headings, steps and dropped reads, after filter and folds. */
export function buildRows(timeline: Timeline, filter: Filter, folded: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  let heading = -1;
  let hidden = false;
  const pushAudit = (after: number) => {
    if (hidden || (filter !== "all" && filter !== "flagged")) return;
    const lane = timeline.groupOf.has(after) ? "file" : "main";
    timeline.auditAfter.get(after)?.forEach((event, place) => {
      rows.push({ type: "audit", key: `audit-${after}-${place}`, event, lane });
    });
  };
  pushAudit(-1);
  for (const header of timeline.headers) {
    const place = timeline.groupOf.get(header.index);
    const group = place === undefined ? undefined : timeline.groups[place];
    if (place !== undefined && group && place !== heading) {
      heading = place;
      hidden = folded.has(group.path);
      if (filter === "all" || hasMatch(timeline, group, filter)) {
        rows.push({ type: "group", key: `group-${group.delegate ?? group.first}`, group, folded: hidden });
      }
    }
    if (!group) hidden = false;
    const isHeading = group?.delegate === header.index;
    if (!hidden && !isHeading && matches(header, filter)) {
      rows.push({ type: "step", key: `step-${header.index}`, header, lane: group ? "file" : "main" });
    }
    pushAudit(header.index);
  }
  return rows;
}

/** The step a row stands for, so that keys, links and restored scroll agree; null for audit rows and headings of none. */
export function stepOfRow(row: Row): number | null {
  switch (row.type) {
    case "group":
      return row.group.delegate;
    case "step":
      return row.header.index;
    case "audit":
      return null;
  }
}

/** Row index by step index. A step inside a folded group leads to its heading. */
export function rowIndexByStep(rows: readonly Row[], timeline: Timeline): Map<number, number> {
  const places = new Map<number, number>();
  const headingOf = new Map<number, number>();
  rows.forEach((row, index) => {
    const step = stepOfRow(row);
    if (step !== null) places.set(step, index);
    if (row.type === "group") headingOf.set(row.group.delegate ?? row.group.first, index);
  });
  for (const header of timeline.headers) {
    if (places.has(header.index)) continue;
    const group = timeline.groups[timeline.groupOf.get(header.index) ?? -1];
    const heading = group ? headingOf.get(group.delegate ?? group.first) : undefined;
    if (heading !== undefined) places.set(header.index, heading);
  }
  return places;
}

function matches(header: StepHeader, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "thinks":
      return header.kind === "think";
    case "code":
      return header.tool === "write" && header.kind === "action";
    case "flagged":
      return isFlagged(header);
  }
}

function hasMatch(timeline: Timeline, group: FileGroup, filter: Filter): boolean {
  for (let index = group.first; index <= group.last; index += 1) {
    const header = timeline.headers[index];
    if (header && matches(header, filter)) return true;
    if (filter === "flagged" && timeline.auditAfter.has(index)) return true;
  }
  return false;
}

/** One outlier must not flatten all other bars, so the last tenth is cut at full width. */
function rangeOf(headers: readonly StepHeader[]): number {
  const sizes = headers
    .map(gainOf)
    .filter((gain) => gain !== null)
    .map(Math.abs)
    .sort((a, b) => a - b);
  return Math.max(0.001, sizes[Math.floor((sizes.length - 1) * 0.9)] ?? 0.1);
}

function requirementsOf(headers: readonly StepHeader[]): number | null {
  const plans = headers.filter((header) => header.kind === "action" && header.tool === "plan");
  return plans.length > 1 ? (plans[0]?.index ?? null) : null;
}

/** The file whose group a step belongs to: its agent's, or the one that is delegated or handed back. */
function ownerOf(header: StepHeader): string | null {
  if (header.agent !== "main") return header.agent;
  return header.tool === "delegate" || header.tool === "return" ? header.path : null;
}

function summarise(path: string, delegate: StepHeader | null, steps: readonly StepHeader[]): FileGroup {
  const gains = steps.map(gainOf).filter((gain) => gain !== null);
  const written = steps.find((step) => step.tool === "write" && step.kind === "action" && step.path === path);
  const first = steps[0]?.index ?? delegate?.index ?? 0;
  return {
    path,
    order: delegate?.fileOrder ?? steps[0]?.fileOrder ?? null,
    delegate: delegate?.index ?? null,
    first,
    last: steps.at(-1)?.index ?? first,
    steps: steps.length + (delegate ? 1 : 0),
    lines: written?.lines ?? 0,
    characters: steps.reduce((sum, step) => sum + step.characters, delegate?.characters ?? 0),
    gain: gains.length > 0 ? gains.reduce((sum, gain) => sum + gain, 0) / gains.length : null,
    flagged: steps.filter(isFlagged).length,
  };
}
