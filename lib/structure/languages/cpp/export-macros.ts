/**
 * The grammars read `class EXPORT_MACRO Name { … }` as a variable or a function, and `EXPORT_MACRO std::string f();` as
 * one that is named `std::string f`. Blanks take the place of the macro in the first; in the second a word that the
 * grammar knows, so that the declaration begins where it did. Macros that open a namespace go too. What replaces a
 * macro is as long as it.
 */
export function withoutExportMacros(text: string): string {
  const plain = text.replace(HEAD, (whole: string, keyword: string, macros: string, semicolon = "", at = 0) => {
    const isVariable = semicolon !== "" ? keyword !== "class" : QUALIFIED.test(text.slice(Math.max(0, at - 20), at));
    return isVariable ? whole : keyword + blank(macros);
  });
  const open = plain.includes("NAMESPACE") ? plain.replace(NAMESPACE, blank) : plain;
  return open.replace(FUNCTION, (_, before: string, macro: string) => `${before}inline${blank(macro.slice(6))}`);
}

const NAME = String.raw`(?!final\b)[A-Za-z_]\w*(?:::\w+)*`;
/** All capitals, or capitals at the end as in `Foundation_API`; perhaps with arguments. */
const MACRO = String.raw`(?!final\b)(?:[A-Z_][A-Z\d_]*|\w+_[A-Z]{2,})\b(?:[ \t]*\([^(){};]{0,200}\))?`;
const BODY = String.raw`(?:\s*<(?:[^(){};:]|::){0,100}>)?(?:\s+final)?\s*(?:\{|:(?!:)[^;{}]{0,400}\{)`;
const HEAD = new RegExp(
  String.raw`\b(class|struct|union|enum(?:\s+(?:class|struct))?)((?:\s+${MACRO}){1,3})(?=\s+${NAME}(?:${BODY}|\s*(;)))`,
  "g",
);
/** Before a type that has been defined elsewhere: what follows is a variable with a value in braces. */
const QUALIFIED = /\b(?:const|constexpr|static|extern|inline)\s+$/;

/** Only macros that say what they are for: another word in capitals may be the type. As long as `inline`. */
const EXPORT = String.raw`(?=\w{6})(?:\w*(?:_API|_EXPORT|_EXPORTS|_DLL|_EXTERN|_PUBLIC)_?|EXPORT|PUBLIC)`;
const FUNCTION = new RegExp(
  String.raw`^([ \t]*(?:(?:extern(?:\s+"C")?|static|template\s*<[^<>(){};]{0,300}>)\s+)?)(${EXPORT})` +
    String.raw`(?=\s+[A-Za-z_][\w:]*(?:\s*[<*&]|\s+[A-Za-z_]))(?!\s+(?:class|struct|union|enum|friend|namespace)\b)`,
  "gm",
);

/** Alone on a line, these would be the type of what follows. */
const NAMESPACE = /^[ \t]*[A-Z\d_]{0,60}NAMESPACE[A-Z\d_]{0,60}(?:\([^(){};\r\n]{0,200}\))?[ \t]*\r?$/gm;

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
