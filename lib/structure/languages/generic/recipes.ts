import type { Language } from "../../schema.ts";

/**
 * How a language is outlined by a query alone. The capture of a whole definition is named after the kind of its symbol,
 * that of its name is `name`; `parameter` names one of the function captured as `of`. A definition inside a class or
 * enum becomes its member.
 */
export type Recipe = {
  readonly grammar: string;
  readonly query: string;
  /** Definitions deeper in the tree than this are not looked for: those in bodies of functions are nobody's business. */
  readonly depth: number;
};

export const recipes: ReadonlyMap<Language, Recipe> = new Map<Language, Recipe>([
  [
    "shell",
    {
      grammar: "tree-sitter-bash.wasm",
      depth: 2,
      query: `
        (function_definition name: (word) @name) @function
        (program (declaration_command "readonly" (variable_assignment name: (variable_name) @name) @constant))
        (program (declaration_command "export" (variable_assignment name: (variable_name) @name) @variable))`,
    },
  ],
  [
    "powershell",
    {
      grammar: "tree-sitter-powershell.wasm",
      depth: 3,
      query: `
        (function_statement (function_name) @name) @function
        (function_statement (script_block (param_block (parameter_list (script_parameter (variable) @parameter))))) @of
        (function_statement (function_parameter_declaration (parameter_list (script_parameter (variable) @parameter)))) @of
        (class_statement . (simple_name) @name) @class
        (class_property_definition (variable) @name) @field
        (class_method_definition (simple_name) @name) @method
        (enum_statement (simple_name) @name) @enum
        (enum_member (simple_name) @name) @constant`,
    },
  ],
  [
    "css",
    {
      grammar: "tree-sitter-css.wasm",
      depth: 1,
      query: `
        (stylesheet (rule_set (selectors) @name) @class)
        (stylesheet (keyframes_statement (keyframes_name) @name) @constant)`,
    },
  ],
]);
