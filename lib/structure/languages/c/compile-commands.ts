import { dirname, join, normalize } from "node:path/posix";
import { z } from "zod";
import type { Repository } from "../port.ts";

/** https://clang.llvm.org/docs/JSONCompilationDatabase.html */
const Commands = z.array(
  z.object({
    directory: z.string(),
    file: z.string(),
    command: z.string().optional(),
    arguments: z.array(z.string()).optional(),
  }),
);
type Command = z.infer<typeof Commands>[number];

type Folders = {
  readonly quote: readonly string[];
  readonly angle: readonly string[];
  readonly forced: readonly string[];
};
const NOTHING: Folders = { quote: [], angle: [], forced: [] };
const COMMAND_LIMIT = 20_000;

/** The folders that compile commands kept in the repository give, as paths of the repository. */
export class CompileCommands {
  readonly #byFile = new Map<string, Folders>();
  readonly #byFolder = new Map<string, Folders>();

  constructor(repository: Repository) {
    const paths = repository.paths.filter((path) => /(?:^|\/)compile_commands\.json$/.test(path));
    for (const path of paths) {
      const commands = parse(repository.read(path) ?? "");
      const toRepository = mapper(commands, repository);
      for (const command of commands.slice(0, COMMAND_LIMIT)) {
        const file = toRepository(resolved(command.directory, command.file));
        if (file !== null && repository.has(file)) this.#add(file, foldersOf(command, toRepository));
      }
    }
  }

  get isPresent(): boolean {
    return this.#byFile.size > 0;
  }

  /** Folders in the order of search. A header is searched like the files compiled in its folder or the next one above. */
  foldersFor(path: string, form: "quote" | "angle"): readonly string[] {
    const { quote, angle } = this.#foldersOf(path);
    return form === "quote" ? [...quote, ...angle] : angle;
  }

  /** Files that a command includes before the first line. */
  forcedFor(path: string): readonly string[] {
    return this.#byFile.get(path)?.forced ?? [];
  }

  #foldersOf(path: string): Folders {
    const own = this.#byFile.get(path);
    if (own || this.#byFile.size === 0) return own ?? NOTHING;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const known = this.#byFolder.get(folder);
      if (known || folder === ".") return known ?? NOTHING;
    }
  }

  #add(file: string, folders: Folders): void {
    if (!this.#byFile.has(file)) this.#byFile.set(file, folders);
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      const known = this.#byFolder.get(folder) ?? NOTHING;
      const isNew = folders.angle.some((each) => !known.angle.includes(each)) || folders.quote.length > 0;
      if (isNew || known === NOTHING) this.#byFolder.set(folder, union(known, folders));
      if (folder === ".") return;
    }
  }
}

function union(a: Folders, b: Folders): Folders {
  return { quote: [...new Set([...a.quote, ...b.quote])], angle: [...new Set([...a.angle, ...b.angle])], forced: [] };
}

function parse(text: string): readonly Command[] {
  if (text === "") return [];
  try {
    return Commands.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    // A file that merely has the name says nothing.
    return [];
  }
}

/** Takes away the folder of the machine that made the commands: the one that most files agree on. */
function mapper(commands: readonly Command[], repository: Repository): (path: string) => string | null {
  const prefixes = new Map<string, number>();
  for (const command of commands.slice(0, 200)) {
    const path = resolved(command.directory, command.file);
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      if (!repository.has(path.slice(slash + 1))) continue;
      const prefix = path.slice(0, slash + 1);
      prefixes.set(prefix, (prefixes.get(prefix) ?? 0) + 1);
      break;
    }
  }
  const [best] = [...prefixes].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length);
  return (path) => (best && `${path}/`.startsWith(best[0]) ? path.slice(best[0].length).replace(/\/$/, "") : null);
}

function resolved(directory: string, path: string): string {
  return normalize(/^(?:\/|[A-Za-z]:)/.test(path) ? path : join(directory, path)).replaceAll("\\", "/");
}

function foldersOf(command: Command, toRepository: (path: string) => string | null): Folders {
  const words = command.arguments ?? wordsOf(command.command ?? "");
  const found = { "-iquote": [], "-I": [], "-isystem": [], "-idirafter": [], "-include": [] } satisfies Record<
    string,
    string[]
  >;
  const lists = new Map<string, string[]>(Object.entries(found));
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    for (const [flag, list] of lists) {
      if (!word.startsWith(flag)) continue;
      const value = word === flag ? words[++index] : word.slice(flag.length);
      const folder = toRepository(resolved(command.directory, value ?? ""));
      if (folder !== null) list.push(folder);
      break;
    }
  }
  const of = (flag: string): string[] => lists.get(flag) ?? [];
  return { quote: of("-iquote"), angle: [...of("-I"), ...of("-isystem"), ...of("-idirafter")], forced: of("-include") };
}

/** The words of a shell command, quotes and backslashes taken off. */
function wordsOf(command: string): string[] {
  return [...command.slice(0, 100_000).matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, escaped, double, single) =>
      String(escaped ?? double?.replace(/\\(.)/g, "$1") ?? single ?? ""),
    ),
  );
}
