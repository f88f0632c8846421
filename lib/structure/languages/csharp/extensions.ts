import type { FileDraft } from "../port.ts";
import { plainName, writtenName } from "./names.ts";
import type { Part, Types } from "./types.ts";
import type { Using } from "./usings.ts";
import type { Extension, FileNames, MemberCall } from "./walk.ts";

type Declared = { readonly part: Part; readonly extension: Extension };

/** Extension methods by name. Without types a call finds one only when nothing else can be meant. */
export class Extensions {
  readonly #types: Types;
  readonly #byName = new Map<string, Declared[]>();
  /** Names of members that are no extensions: a value may have them. */
  readonly #members = new Map<string, Part[]>();

  constructor(files: readonly FileDraft<FileNames>[], types: Types) {
    this.#types = types;
    for (const { draft } of files) {
      for (const declared of draft.types) {
        const part = types.partOf(declared);
        if (!part) continue;
        const own = new Set(declared.extensions.map(({ name }) => name));
        for (const name of declared.members.keys()) {
          if (own.has(name)) continue;
          const known = this.#members.get(name);
          if (known) known.push(part);
          else this.#members.set(name, [part]);
        }
        for (const extension of declared.extensions) {
          const known = this.#byName.get(extension.name);
          if (known) known.push({ part, extension });
          else this.#byName.set(extension.name, [{ part, extension }]);
        }
      }
    }
  }

  find(
    path: string,
    file: FileNames,
    call: MemberCall,
    owner: Part | null,
    usings: ReadonlyMap<number, readonly Using[]>,
  ): { readonly path: string; readonly using: Using | null } | null {
    const all = this.#byName.get(call.name);
    if (!all) return null;
    const members = this.#members.get(call.name) ?? [];
    if (call.receiver === "this") {
      if (this.#types.memberType(owner, call.name) !== null) return null;
    } else if (members.some((part) => this.#types.select(path, [part]).length > 0)) return null;
    if (this.#isOfType(path, file, call, owner)) return null;
    for (let scope = call.scope; scope >= 0; scope = file.namespaces[scope]?.outer ?? -1) {
      const name = file.namespaces[scope]?.name ?? "";
      const around = all.filter(
        ({ part }) => name === part.namespace || name.startsWith(`${part.namespace}.`) || part.namespace === "",
      );
      const own = this.#only(path, around, call);
      if (own) return { path: own, using: null };
      for (const using of usings.get(scope) ?? []) {
        const { namespace, types } = this.#types.target(path, file, using);
        const named = types.at(-1);
        const brought = all.filter(({ part }) =>
          using.kind === "static" ? named?.includes(part) : using.kind === "namespace" && part.namespace === namespace,
        );
        const found = this.#only(path, brought, call);
        if (found) return { path: found, using };
      }
    }
    return null;
  }

  /** The one file whose extensions fit the call. */
  #only(path: string, candidates: readonly Declared[], { argumentCount }: MemberCall): string | null {
    const fitting = candidates.filter(
      ({ part, extension: { least, most } }) =>
        (argumentCount < 0 || (argumentCount >= least && argumentCount <= most)) &&
        this.#types.select(path, [part]).length > 0,
    );
    const files = new Set(fitting.map(({ part }) => part.path));
    const [only] = files;
    return files.size === 1 && only !== undefined ? only : null;
  }

  /** `Type.Method()` calls a static method. */
  #isOfType(path: string, file: FileNames, { receiver, scope }: MemberCall, owner: Part | null): boolean {
    if (!/^\p{Lu}/u.test(receiver)) return false;
    const written = writtenName(receiver, 0, false);
    const member = this.#types.memberType(owner, plainName(written.parts[0] ?? ""));
    if (member !== null) return false;
    return this.#types.find(path, file, scope, owner, written).length === written.parts.length;
  }
}
