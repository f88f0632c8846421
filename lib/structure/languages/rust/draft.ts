/** What the scan finds in one file, as plain data. Scopes and conditions are numbers of entries in its lists. */
export type Scan = {
  readonly scopes: ScopeDraft[];
  /** Texts of `cfg` conditions; the first is empty and holds always. */
  readonly conditions: string[];
  readonly items: ItemDraft[];
  readonly mods: ModDraft[];
  readonly uses: UseDraft[];
  readonly paths: PathDraft[];
  readonly words: WordDraft[];
  readonly includes: IncludeDraft[];
  /** Words given to macros that stand where items do, by the scope in which the macro may define them. */
  readonly generated: Map<number, Set<string>>;
  /** Macros that hand on items under a condition. */
  readonly guards: Map<string, string>;
};

/** A module or a block that declares something; the first scope is the file. */
export type ScopeDraft = { readonly kind: "module" | "block"; readonly parent: number; readonly condition: number };

export const TYPE = 1;
export const VALUE = 2;
export const MACRO = 4;

export type ItemDraft = {
  readonly scope: number;
  readonly name: string;
  /** Sum of TYPE, VALUE and MACRO: the namespaces in which the name stands. */
  spaces: number;
  readonly visibility: string;
  readonly condition: number;
  /** Names of an enum's variants. */
  readonly variants: string[] | null;
  /** How a `macro_rules!` macro is seen: by `#[macro_export]` from the root, otherwise in the text below. */
  readonly macro: "exported" | "textual" | null;
};

/** The name of a `mod` for every file of a folder: `automod::dir!("folder")`, a path below the package. */
export const FOLDER = "*";

export type ModDraft = {
  readonly scope: number;
  readonly name: string;
  /** The scope of its braces, or null when it is a file of its own. */
  readonly inner: number | null;
  /** From `#[path]`; with a condition from `#[cfg_attr(…, path = …)]`. */
  readonly paths: readonly { readonly path: string; readonly condition: string }[];
  readonly visibility: string;
  readonly condition: number;
  readonly isMacroUse: boolean;
  readonly line: number;
};

export type UseDraft = {
  readonly scope: number;
  readonly path: string;
  readonly local: string;
  readonly isSelf: boolean;
  /** `extern crate`. */
  readonly isCrate: boolean;
  readonly isMacroUse: boolean;
  readonly visibility: string;
  readonly condition: number;
  readonly line: number;
};

/** A name of two segments or more, outside `use`. */
export type PathDraft = {
  readonly scope: number;
  readonly path: string;
  readonly spaces: number;
  readonly condition: number;
  readonly section: number;
  readonly line: number;
};

/** A bare name, once per section. */
export type WordDraft = {
  readonly scope: number;
  readonly word: string;
  readonly spaces: number;
  readonly condition: number;
  readonly section: number;
  readonly line: number;
};

/** `include!`, `include_str!` and `include_bytes!`. */
export type IncludeDraft = {
  readonly scope: number;
  /** Whether it stands in `#[doc = …]`: text that nothing compiled needs. */
  readonly isDoc: boolean;
  readonly macro: string;
  readonly argument: string;
  readonly condition: number;
  readonly line: number;
};
