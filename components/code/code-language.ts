import { assertNever } from "#lib/std/assert.ts";
import type { Language } from "#lib/structure/index.ts";

/** Names of the tokenisers that are bundled; "plaintext" colours nothing. */
export type EditorLanguage =
  | "typescript"
  | "javascript"
  | "python"
  | "go"
  | "java"
  | "rust"
  | "cpp"
  | "csharp"
  | "ruby"
  | "php"
  | "shell"
  | "css"
  | "html"
  | "yaml"
  | "ini"
  | "markdown"
  | "sql"
  | "plaintext";

/** The tokeniser nearest to a language: JSON reads as JavaScript, TOML as INI. */
export function editorLanguage(language: Language): EditorLanguage {
  switch (language) {
    case "typescript":
    case "tsx":
      return "typescript";
    case "javascript":
    case "json":
      return "javascript";
    case "c":
    case "cpp":
      return "cpp";
    case "toml":
      return "ini";
    case "powershell":
      return "shell";
    case "python":
    case "go":
    case "java":
    case "rust":
    case "csharp":
    case "ruby":
    case "php":
    case "shell":
    case "css":
    case "html":
    case "yaml":
    case "markdown":
    case "sql":
      return language;
    case "text":
    case "other":
      return "plaintext";
    default:
      return assertNever(language);
  }
}

const endings: Readonly<Record<string, EditorLanguage>> = {
  ts: "typescript",
  tsx: "typescript",
  mts: "typescript",
  cts: "typescript",
  js: "javascript",
  jsx: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  json: "javascript",
  py: "python",
  pyi: "python",
  go: "go",
  java: "java",
  rs: "rust",
  c: "cpp",
  h: "cpp",
  cc: "cpp",
  cpp: "cpp",
  hpp: "cpp",
  cs: "csharp",
  rb: "ruby",
  php: "php",
  sh: "shell",
  bash: "shell",
  css: "css",
  scss: "css",
  html: "html",
  yaml: "yaml",
  yml: "yaml",
  toml: "ini",
  ini: "ini",
  cfg: "ini",
  md: "markdown",
  sql: "sql",
};

/** The tokeniser for a path, where only the path is known. */
export function editorLanguageOfPath(path: string): EditorLanguage {
  return endings[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "plaintext";
}
