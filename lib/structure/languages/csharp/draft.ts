import type { WrittenName } from "./names.ts";
import type { Receiver } from "./receivers.ts";
import type { Conditions } from "./regions.ts";
import type { Using } from "./usings.ts";

/** How a name is looked up: as a type, an attribute, before a dot, as a pattern, or as a bare value. */
export type UseKind = "type" | "attribute" | "before-dot" | "pattern" | "value";

/** A name that may be a type's, once per top-level type and place of look-up. */
export type NameUse = WrittenName & {
  readonly use: UseKind;
  /** The argument of `nameof`. */
  readonly isNameOf: boolean;
  /** A type argument in a using directive. */
  readonly isDirective: boolean;
  /** Number of the type declaration around it, or -1. */
  readonly owner: number;
  /** Number of the namespace declaration around it; 0 for the file itself. */
  readonly scope: number;
  /** Number of the top-level type around it, or -1. */
  readonly symbol: number;
  readonly line: number;
  /** Number of the `#if` branch around it, or -1. */
  readonly region: number;
};

/** A method called on a value, which may be an extension. */
export type MemberCall = {
  readonly name: string;
  readonly argumentCount: number;
  readonly owner: number;
  readonly scope: number;
  readonly symbol: number;
  readonly line: number;
  readonly region: number;
  /** Number of type arguments written; 0 where none are. */
  readonly typeArgumentCount: number;
  readonly receiver: Receiver;
};

export type DeclaredNamespace = { readonly name: string; readonly outer: number };

export type DeclaredType = {
  /** With the number of type parameters, as in `List`1`. */
  readonly key: string;
  readonly outer: number;
  readonly scope: number;
  readonly region: number;
  readonly isPublic: boolean;
  readonly typeParameters: readonly string[];
  /** Indices into the uses: what the base list names. */
  readonly bases: readonly WrittenName[];
  /** Members with their written type, empty where that is not told by a name. */
  readonly members: ReadonlyMap<string, string>;
  /** Fields, properties and constants of the type itself. */
  readonly statics: ReadonlySet<string>;
  /** How methods may be called. */
  readonly methods: ReadonlyMap<string, readonly Arity[]>;
  readonly extensions: readonly Extension[];
};

export type Arity = {
  readonly least: number;
  readonly most: number;
  readonly isStatic: boolean;
  readonly typeParameterCount: number;
};

export type Extension = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** The written types of what it extends and of what it returns. */
  readonly self: string;
  readonly returns: string;
  readonly typeParameters: readonly string[];
};

/** A declaration as the outline needs it: where it, its signature and its parameters stand. */
export type Declaration = {
  readonly nodeType: string;
  readonly name: string;
  readonly outer: number;
  readonly start: number;
  readonly end: number;
  readonly signatureStart: number;
  readonly signatureEnd: number;
  /** The parameter list with its brackets; empty where there is none. */
  readonly parameters: string;
  readonly attributes: string;
};

export type FileNames = {
  readonly namespaces: readonly DeclaredNamespace[];
  readonly types: readonly DeclaredType[];
  readonly usings: readonly Using[];
  readonly uses: readonly NameUse[];
  readonly calls: readonly MemberCall[];
  readonly conditions: Conditions;
};
