/** Symbols of the preprocessor that a project defines: on whatever condition, and in each of its builds. */
export type Constants = { readonly some: ReadonlySet<string>; readonly always: ReadonlySet<string> };

type Definition = { readonly value: string; readonly condition: string };

/** What the files of a project, its own and those it imports, define. */
export function readConstants(files: readonly { readonly text: string }[]): Constants {
  const definitions = files.flatMap(({ text }) => definitionsIn(text));
  const some = new Set(
    definitions.flatMap(({ value }) => [value, ...propertiesIn(value, files)]).flatMap((value) => symbolsIn(value)),
  );
  return { some, always: new Set([...some].filter((symbol) => isAlways(symbol, definitions))) };
}

/** A value without those before it must name the symbol, and each configuration must have one that does. */
function isAlways(symbol: string, definitions: readonly Definition[]): boolean {
  const naming = definitions.filter(({ value }) => symbolsIn(value).includes(symbol));
  if (!definitions.every((each) => naming.includes(each) || each.value.includes("$(DefineConstants)"))) return false;
  const conditions = naming.map(({ condition }) => condition);
  return (
    conditions.includes("") || ["Debug", "Release"].every((name) => conditions.some((each) => each.includes(name)))
  );
}

const DEFINITION =
  /<PropertyGroup\b([^<>]*)>|<\/PropertyGroup>|<DefineConstants\b([^<>]*)>([^<]*)<\/DefineConstants>/gi;

function definitionsIn(xml: string): Definition[] {
  const found: Definition[] = [];
  let around = "";
  for (const [whole, group, own, value] of xml.matchAll(DEFINITION)) {
    if (group !== undefined) around = whole.endsWith("/>") ? "" : conditionIn(group);
    else if (value === undefined) around = "";
    else found.push({ value, condition: `${around}${conditionIn(own ?? "")}` });
  }
  return found;
}

function conditionIn(attributes: string): string {
  return /\bCondition\s*=\s*"([^"]*)"/i.exec(attributes)?.[1] ?? "";
}

function symbolsIn(value: string): string[] {
  return value.split(/[;,\s]+/);
}

/** What the properties that a value names are set to, on whatever condition. */
function propertiesIn(value: string, files: readonly { readonly text: string }[]): string[] {
  const names = [...value.matchAll(/\$\((\w+)\)/g)].map((match) => match[1] ?? "");
  return names
    .filter((name) => name !== "DefineConstants")
    .slice(0, 10)
    .flatMap((name) => files.flatMap(({ text }) => elements(text, name)));
}

/** The texts of all elements of a name. */
export function elements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^<>]*)?>([^<]*)</${name}>`, "gi");
  return [...xml.matchAll(pattern)].map((match) => match[1] ?? "");
}
