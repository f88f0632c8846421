/** What a file's agent is given before it thinks, as far as it can be repeated in a thought. */
export type Given = {
  readonly path: string;
  readonly outline: {
    readonly symbols: readonly (Named & { readonly members: readonly Named[] })[];
    readonly imports: readonly { readonly specifier: string; readonly names: readonly string[] }[];
    readonly testCases: readonly string[];
  };
  /** Paths the file needs. */
  readonly needs: readonly string[];
  /** Text of the files that were read. */
  readonly reads: readonly string[];
};

type Named = { readonly name: string; readonly signature: string };

/** Texts that a thought may repeat without leaking: signatures, names of files, imports and tests, and the files read. */
export function knownTexts({ path, outline, needs, reads }: Given): string[] {
  const { symbols, imports, testCases } = outline;
  return [
    path,
    ...needs,
    ...imports.flatMap(({ specifier, names }) => [specifier, ...names]),
    ...testCases,
    ...[...symbols, ...symbols.flatMap(({ members }) => members)].flatMap(({ name, signature }) => [name, signature]),
    ...reads,
  ];
}
