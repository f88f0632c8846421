import type { Language } from "#lib/structure/index.ts";

/** How people of a language speak of bringing a name in and of letting it out. */
export type Idiom = {
  /** "import", "include", "require" or "use". */
  readonly bringIn: string;
  /** "exported" or "public". */
  readonly open: string;
  /** "I export" or "I make public" with its object in between. */
  readonly letOut: (object: string) => string;
};

const EXPORTED: Idiom = { bringIn: "import", open: "exported", letOut: (object) => `I export ${object}` };
const PUBLIC: Idiom = { bringIn: "use", open: "public", letOut: (object) => `I make ${object} public` };
const PLAIN: Idiom = { ...EXPORTED, bringIn: "use" };

export function idiomOf(language: Language): Idiom {
  switch (language) {
    case "typescript":
    case "tsx":
    case "javascript":
    case "python":
    case "go":
      return EXPORTED;
    case "c":
    case "cpp":
      return { ...PUBLIC, bringIn: "include" };
    case "ruby":
      return { ...PUBLIC, bringIn: "require" };
    case "java":
    case "rust":
    case "csharp":
    case "php":
      return PUBLIC;
    default:
      return PLAIN;
  }
}

/** Whether a path is a header of C or C++. */
export function isHeader(path: string): boolean {
  return /\.(?:h|hh|hpp|hxx|h\+\+|ipp|inl)$/i.test(path);
}

/** What stands in a file whose definitions nobody names, as "a short file of …". */
export function contentWord(language: Language, role: string): string {
  if (role === "config") return "settings";
  switch (language) {
    case "css":
      return "rules";
    case "shell":
    case "powershell":
      return "commands";
    case "html":
      return "markup";
    case "sql":
      return "statements";
    default:
      return "";
  }
}
