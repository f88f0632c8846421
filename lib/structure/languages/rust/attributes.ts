import { splitTopLevel } from "../../text.ts";
import { allOf } from "./cfg.ts";

/** What the attributes before an item say; filled one by one. */
export type Attributes = {
  conditions: string[];
  paths: { readonly path: string; readonly condition: string }[];
  isMacroUse: boolean;
  isMacroExport: boolean;
  /** Whether the function is a procedural macro, and under which name. */
  macro: string | true | null;
  /** Paths written in it: attribute macros and derived traits. */
  names: string[];
  includes: string[];
};

export function noAttributes(): Attributes {
  return {
    conditions: [],
    paths: [],
    isMacroUse: false,
    isMacroExport: false,
    macro: null,
    names: [],
    includes: [],
  };
}

/** Bounds what is read of one attribute. */
const TEXT_LIMIT = 10_000;
const DEPTH_LIMIT = 10;

/** Adds one attribute, given without its brackets. */
export function readAttribute(written: string, into: Attributes, under = "", depth = 0): void {
  const text = written.slice(0, TEXT_LIMIT).trim();
  const name = /^(?:r#)?[\w:]+/.exec(text)?.[0] ?? "";
  const rest = text.slice(name.length).trim();
  const inner = /^\(([\s\S]*)\)$/.exec(rest)?.[1];
  switch (name) {
    case "cfg":
      if (inner !== undefined) into.conditions.push(inner.replace(/,\s*$/, ""));
      return;
    case "cfg_attr": {
      if (depth > DEPTH_LIMIT) return;
      const [condition = "", ...attributes] = splitTopLevel(inner ?? "");
      for (const attribute of attributes) {
        // A condition on a condition: the item is there when the first does not hold, or both do.
        const nested = noAttributes();
        readAttribute(attribute, nested, allOf([under, condition]), depth + 1);
        into.conditions.push(...nested.conditions.map((each) => `any(not(${condition}), ${each})`));
        into.paths.push(...nested.paths);
        into.isMacroUse ||= nested.isMacroUse;
        into.isMacroExport ||= nested.isMacroExport;
        into.macro ??= nested.macro;
        into.names.push(...nested.names);
      }
      return;
    }
    case "path": {
      const path = /^=\s*r?#*"([^"]*)"/.exec(rest)?.[1];
      if (path !== undefined) into.paths.push({ path, condition: under });
      return;
    }
    case "macro_use":
      into.isMacroUse = true;
      return;
    case "macro_export":
      into.isMacroExport = true;
      return;
    case "proc_macro":
    case "proc_macro_attribute":
      into.macro = true;
      return;
    case "proc_macro_derive":
      into.macro = /^\s*(\w+)/.exec(inner ?? "")?.[1] ?? null;
      return;
    case "derive":
      for (const trait of splitTopLevel(inner ?? "")) if (/^[\w:]+$/.test(trait)) into.names.push(trait);
      return;
    case "doc": {
      const included = /^=\s*include_str!\s*\(([\s\S]*)\)$/.exec(rest)?.[1];
      if (included !== undefined) into.includes.push(included);
      return;
    }
    default:
      if (name !== "") into.names.push(name);
  }
}
