import { AppError } from "#lib/std/errors.ts";
import type { Actor } from "./actor.ts";

/** Who may do what: the only table of it. Every use case asks here first. */
const MAY = {
  "source:read": ["owner"],
  "source:import": ["owner"],
  "run:read": ["owner"],
  "run:write": ["owner"],
  "trajectory:read": ["owner"],
  "review:read": ["owner"],
  "review:write": ["owner"],
  "dataset:read": ["owner"],
  "dataset:export": ["owner"],
  "settings:read": ["owner"],
} as const satisfies Record<string, readonly Actor["role"][]>;

export type Action = keyof typeof MAY;

/** Throws `forbidden` unless the actor may do this. */
export function authorize(actor: Actor, action: Action): void {
  const roles: readonly string[] = MAY[action];
  if (roles.includes(actor.role)) return;
  throw new AppError("forbidden", `You may not do this (${action}). Ask the owner of this installation.`);
}
