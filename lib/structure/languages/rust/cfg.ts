import { splitTopLevel } from "../../text.ts";

/** What decides a condition besides the platform, which is Linux on x86-64. */
export type World = {
  hasFeature(name: string): boolean;
  /** A name that the build script may set. */
  isCustom(name: string): boolean;
  /** The condition under which a macro of the repository hands on the items given to it. */
  conditionOfMacro(name: string): string | null;
};

/** Whether code under the condition may be compiled: false only when it surely is not. */
export function mayHold(condition: string, world: World): boolean {
  return evaluate(condition, world, 0) !== false;
}

/** Conditions deeper than this are taken as unknown. */
const DEPTH_LIMIT = 20;

/** Three values: null is unknown, such as `test`, which holds in one build and not in the other. */
function evaluate(written: string, world: World, depth: number): boolean | null {
  const condition = written.trim();
  if (condition === "" || depth > DEPTH_LIMIT) return null;
  const call = /^(\w+)\s*\(([\s\S]*)\)$/.exec(condition);
  if (call) {
    const [, name = "", inner = ""] = call;
    if (name === MACRO_GUARD) {
      const guard = world.conditionOfMacro(inner);
      return guard === null ? null : evaluate(guard, world, depth + 1);
    }
    const values = splitTopLevel(inner).map((part) => evaluate(part, world, depth + 1));
    if (name === "not") return values[0] === undefined || values[0] === null ? null : !values[0];
    if (name === "all") return values.includes(false) ? false : values.includes(null) ? null : true;
    if (name === "any") return values.includes(true) ? true : values.includes(null) ? null : false;
    return null;
  }
  const [, key = "", value] = /^(\w+)(?:\s*=\s*"([^"]*)")?$/.exec(condition) ?? [];
  if (key === "") return null;
  if (key === "feature") return world.hasFeature(value ?? "");
  if (value !== undefined) {
    const allowed = VALUES.get(key);
    return allowed ? allowed.has(value) : world.isCustom(key) ? null : false;
  }
  if (key === "test" || key === "debug_assertions" || key === "overflow_checks") return null;
  if (key === "unix" || key === "true" || key === "target_thread_local" || key.startsWith("target_has_")) return true;
  return world.isCustom(key) ? null : false;
}

/** Written into conditions in place of the condition that a macro around the items adds. */
export const MACRO_GUARD = "given_to_macro";

const VALUES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    target_os: ["linux"],
    target_family: ["unix"],
    target_arch: ["x86_64"],
    target_env: ["gnu"],
    target_vendor: ["unknown"],
    target_abi: [""],
    target_endian: ["little"],
    target_pointer_width: ["64"],
    target_has_atomic: ["8", "16", "32", "64", "ptr"],
    target_has_atomic_load_store: ["8", "16", "32", "64", "ptr"],
    target_feature: ["sse", "sse2", "fxsr"],
    panic: ["unwind"],
  }).map(([key, values]) => [key, new Set(values)]),
);

/** One condition that holds when all do; empty ones say nothing. */
export function allOf(conditions: readonly string[]): string {
  const parts = conditions.filter((condition) => condition !== "");
  return parts.length <= 1 ? (parts[0] ?? "") : `all(${parts.join(", ")})`;
}
