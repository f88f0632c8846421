import type { DeclaredType } from "./draft.ts";
import { plainName } from "./names.ts";
import type { Member, Part } from "./parts.ts";
import type { Types } from "./types.ts";

/** Bases of bases are followed so far. */
const BASE_DEPTH = 12;

/** The written type of a member of the types around a place or of their bases; null when there is none of that name. */
export function memberType(types: Types, owner: Part | null, name: string): string | null {
  return owner ? (memberAround(types, owner, name)?.type ?? null) : null;
}

/** A member of the types around a place, with the part that declares it. */
export function memberAround(types: Types, owner: Part, name: string): Member | null {
  for (let at: Part | null = owner; at; at = at.outer) {
    const found = memberOf(types, types.wholeOf(at), name);
    if (found !== null) return found;
  }
  return null;
}

/** A member of a type or of its bases. */
export function memberOf(types: Types, parts: readonly Part[], name: string, depth = 0): Member | null {
  for (const part of parts) {
    const type = part.declared.members.get(name);
    if (type !== undefined) return { type, part };
  }
  if (depth > BASE_DEPTH) return null;
  for (const part of parts) {
    const bases = types.basesOf(part);
    const found = bases.length > 0 ? memberOf(types, bases, name, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Whether a name after the dot belongs to the type itself, not to its values. */
export function isOfType(types: Types, parts: readonly Part[], name: string): boolean {
  if (parts.some(({ nested }) => [...nested.keys()].some((key) => plainName(key) === name))) return true;
  const declared = memberOf(types, parts, name)?.part.declared;
  return declared !== undefined && (declared.statics.has(name) || hasStaticMethod(declared, name));
}

function hasStaticMethod({ methods, extensions }: DeclaredType, name: string): boolean {
  return (
    methods.get(name)?.some(({ isStatic }) => isStatic) === true ||
    extensions.some((extension) => extension.name === name)
  );
}

/** The declarations of a member that `using static` brings in by its bare name. */
export function declaring(parts: readonly Part[], name: string): readonly Part[] {
  return parts.filter(({ declared }) => declared.members.has(plainName(name)));
}
