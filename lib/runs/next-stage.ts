import { AppError } from "#lib/std/errors.ts";
import type { RunState } from "./schema.ts";

/** What people may ask of a run. */
export type RunCommand = "pause" | "resume" | "cancel";

const ALLOWED: Record<RunCommand, { readonly from: readonly RunState[]; readonly to: RunState }> = {
  pause: { from: ["queued", "running"], to: "paused" },
  resume: { from: ["paused", "failed"], to: "running" },
  cancel: { from: ["queued", "running", "paused", "failed"], to: "cancelled" },
};

/** The state a command leads to; a command that makes no sense now is a conflict that says what would. */
export function nextState(state: RunState, command: RunCommand): RunState {
  const rule = ALLOWED[command];
  if (rule.from.includes(state)) return rule.to;
  const sensible = COMMANDS.filter((each) => ALLOWED[each].from.includes(state));
  const advice =
    sensible.length > 0 ? `It can be ${sensible.map((each) => PAST[each]).join(" or ")}.` : "Start a new run instead.";
  throw new AppError("conflict", `A ${state} run cannot be ${PAST[command]}. ${advice}`);
}

const COMMANDS = ["pause", "resume", "cancel"] as const satisfies readonly RunCommand[];
const PAST: Record<RunCommand, string> = { pause: "paused", resume: "resumed", cancel: "cancelled" };
