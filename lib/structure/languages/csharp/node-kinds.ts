import type { Language } from "web-tree-sitter";

/** What a kind of node means to the walk. */
export const PLAIN = 0;
export const SKIP = 1;
export const NAME = 2;
export const IMPLICIT_PARAMETER = 3;
export const TYPE = 4;
export const NAMESPACE = 5;
export const FILE_NAMESPACE = 6;
export const USING = 7;
export const MEMBER = 8;
export const BODY = 9;
export const ATTRIBUTES = 10;
export const PARAMETERS = 11;
export const GENERIC = 12;
export const QUALIFIED = 13;
export const BASES = 14;
export const LISTED = 15;
export const ACCESS = 16;
export const BINDING = 17;
export const ALIASED = 18;
export const ATTRIBUTE = 19;
export const PATTERN = 20;
export const TESTED = 21;
export const ARGUMENT = 22;
export const TYPE_PARAMETER = 23;
export const UNNAMED = 24;
export const DECLARATOR = 25;
export const JOIN = 26;
export const FOREACH = 27;
export const STATEMENT = 28;
export const TYPE_PARAMETERS = 29;
/** Has its type and the name it declares in fields; everywhere else a bare name is a value. */
export const TYPED = 30;
export const ARGUMENTS = 31;
export const ACCESSORS = 32;

const KINDS: Readonly<Record<string, number>> = {
  comment: SKIP,
  modifier: SKIP,
  predefined_type: SKIP,
  implicit_type: SKIP,
  string_literal: SKIP,
  verbatim_string_literal: SKIP,
  raw_string_literal: SKIP,
  character_literal: SKIP,
  integer_literal: SKIP,
  real_literal: SKIP,
  boolean_literal: SKIP,
  null_literal: SKIP,
  discard: SKIP,
  string_content: SKIP,
  interpolation_start: SKIP,
  interpolation_brace: SKIP,
  interpolation_quote: SKIP,
  interpolation_format_clause: SKIP,
  constructor_constraint: SKIP,
  goto_statement: SKIP,
  preproc_region: SKIP,
  preproc_endregion: SKIP,
  preproc_pragma: SKIP,
  preproc_nullable: SKIP,
  preproc_line: SKIP,
  preproc_define: SKIP,
  preproc_undef: SKIP,
  preproc_error: SKIP,
  preproc_warning: SKIP,
  preproc_arg: SKIP,
  shebang_directive: SKIP,
  identifier: NAME,
  implicit_parameter: IMPLICIT_PARAMETER,
  class_declaration: TYPE,
  struct_declaration: TYPE,
  interface_declaration: TYPE,
  record_declaration: TYPE,
  enum_declaration: TYPE,
  delegate_declaration: TYPE,
  namespace_declaration: NAMESPACE,
  file_scoped_namespace_declaration: FILE_NAMESPACE,
  using_directive: USING,
  extern_alias_directive: USING,
  method_declaration: MEMBER,
  constructor_declaration: MEMBER,
  destructor_declaration: MEMBER,
  property_declaration: MEMBER,
  indexer_declaration: MEMBER,
  operator_declaration: MEMBER,
  conversion_operator_declaration: MEMBER,
  event_declaration: MEMBER,
  event_field_declaration: MEMBER,
  field_declaration: MEMBER,
  enum_member_declaration: MEMBER,
  block: BODY,
  arrow_expression_clause: BODY,
  accessor_list: ACCESSORS,
  argument_list: ARGUMENTS,
  declaration_list: BODY,
  enum_member_declaration_list: BODY,
  constructor_initializer: BODY,
  attribute_list: ATTRIBUTES,
  parameter_list: PARAMETERS,
  bracketed_parameter_list: PARAMETERS,
  generic_name: GENERIC,
  qualified_name: QUALIFIED,
  base_list: BASES,
  type_argument_list: LISTED,
  type_parameter_constraint: LISTED,
  explicit_interface_specifier: LISTED,
  nullable_type: LISTED,
  array_type: LISTED,
  pointer_type: LISTED,
  ref_type: LISTED,
  scoped_type: LISTED,
  type_pattern: LISTED,
  member_access_expression: ACCESS,
  member_binding_expression: BINDING,
  alias_qualified_name: ALIASED,
  attribute: ATTRIBUTE,
  constant_pattern: PATTERN,
  as_expression: TESTED,
  is_expression: TESTED,
  argument: ARGUMENT,
  type_parameter: TYPE_PARAMETER,
  type_parameter_list: TYPE_PARAMETERS,
  type_parameter_constraints_clause: UNNAMED,
  subpattern: UNNAMED,
  labeled_statement: UNNAMED,
  preproc_if: UNNAMED,
  preproc_elif: UNNAMED,
  tuple_element: UNNAMED,
  variable_declarator: DECLARATOR,
  join_clause: JOIN,
  join_into_clause: JOIN,
  let_clause: JOIN,
  foreach_statement: FOREACH,
  parameter: TYPED,
  variable_declaration: TYPED,
  object_creation_expression: TYPED,
  cast_expression: TYPED,
  typeof_expression: TYPED,
  default_expression: TYPED,
  sizeof_expression: TYPED,
  declaration_expression: TYPED,
  declaration_pattern: TYPED,
  recursive_pattern: TYPED,
  catch_declaration: TYPED,
  from_clause: TYPED,
  local_function_statement: TYPED,
  tuple_pattern: TYPED,
  parenthesized_variable_designation: TYPED,
  var_pattern: TYPED,
  primary_constructor_base_type: TYPED,
  array_creation_expression: TYPED,
  stackalloc_expression: TYPED,
  function_pointer_parameter: TYPED,
  function_pointer_type: TYPED,
  refvalue_expression: TYPED,
  reftype_expression: TYPED,
  global_statement: STATEMENT,
};

/** Nodes of which nothing is wanted behind the first child that is no keyword, modifier or literal. */
const SINGLES = new Set([
  "expression_statement",
  "local_declaration_statement",
  "return_statement",
  "throw_statement",
  "throw_expression",
  "await_expression",
  "parenthesized_expression",
  "typeof_expression",
  "nullable_type",
]);

/** Nodes that come last in whatever holds them. */
const LASTS = new Set(["}", "declaration_list", "enum_member_declaration_list"]);

/** How the walk may leave the node around: it has all it wants, or nothing follows. */
export const SINGLE = 1;
export const LAST = 2;

/** Kinds by type number, and the numbers of the fields that decide what a name is. */
export type Grammar = {
  readonly language: Language;
  readonly kinds: Uint8Array;
  /** `SINGLE` and `LAST` by type number. */
  readonly exits: Uint8Array;
  readonly names: readonly string[];
  readonly name: number;
  readonly type: number;
  readonly returns: number;
  readonly left: number;
  readonly right: number;
  readonly expression: number;
  readonly qualifier: number;
  readonly alias: number;
};

let known: Grammar | null = null;

export function grammarOf(language: Language): Grammar {
  if (known?.language === language) return known;
  // Keywords and punctuation have no children, and not asking for them saves a third of the calls.
  const kinds = Uint8Array.from(
    language.types,
    (type, id) =>
      (language.nodeTypeIsNamed(id) ? KINDS[type] : undefined) ?? (language.nodeTypeIsNamed(id) ? PLAIN : SKIP),
  );
  const field = (name: string): number => language.fieldIdForName(name) ?? -1;
  known = {
    language,
    kinds,
    exits: Uint8Array.from(language.types, (type) => (SINGLES.has(type) ? SINGLE : LASTS.has(type) ? LAST : 0)),
    names: language.types.map((type) => type ?? ""),
    name: field("name"),
    type: field("type"),
    returns: field("returns"),
    left: field("left"),
    right: field("right"),
    expression: field("expression"),
    qualifier: field("qualifier"),
    alias: field("alias"),
  };
  return known;
}
