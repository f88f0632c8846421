import type { FileDraft } from "../port.ts";
import type { Extension, FileNames, MemberCall } from "./draft.ts";
import { frameworkMethods, queryMethods, reflectionMethods } from "./framework-methods.ts";
import type { Part } from "./parts.ts";
import type { Types } from "./types.ts";
import type { Using } from "./usings.ts";
import { placeOf, type Value, Values } from "./values.ts";

type Declared = { readonly part: Part; readonly extension: Extension };

/** Extension methods by name, and the one that a call means where what it is called on leaves only one. */
export class Extensions {
  readonly #types: Types;
  readonly #values: Values;
  readonly #byName = new Map<string, Declared[]>();
  /** Names of members that are no extensions: a value may have them. */
  readonly #members = new Map<string, Part[]>();
  readonly #extended = new Map<Extension, Value>();

  constructor(files: readonly FileDraft<FileNames>[], types: Types) {
    this.#types = types;
    this.#values = new Values(files, types, (name, value) => this.#returned(name, value));
    for (const { draft } of files) {
      for (const declared of draft.types) {
        const part = types.partOf(declared);
        if (!part) continue;
        for (const extension of declared.extensions) {
          const known = this.#byName.get(extension.name);
          if (known) known.push({ part, extension });
          else this.#byName.set(extension.name, [{ part, extension }]);
        }
      }
    }
    for (const { draft } of files) {
      for (const declared of draft.types) {
        const part = types.partOf(declared);
        if (!part) continue;
        for (const name of declared.members.keys()) {
          if (!this.#byName.has(name)) continue;
          const known = this.#members.get(name);
          if (known) known.push(part);
          else this.#members.set(name, [part]);
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
    const value = this.#values.ofReceiver(call.receiver, { path, file, scope: call.scope, owner });
    if (value === "static" || this.#isMember(path, call, value)) return null;
    const fitting = all.filter((declared) => this.#fits(path, declared, call, value));
    for (let scope = call.scope; scope >= 0; scope = file.namespaces[scope]?.outer ?? -1) {
      const name = file.namespaces[scope]?.name ?? "";
      const around = fitting.filter(
        ({ part }) => name === part.namespace || name.startsWith(`${part.namespace}.`) || part.namespace === "",
      );
      if (around.length > 0) return only(around.map((declared) => ({ declared, using: null })));
      const brought = (usings.get(scope) ?? []).flatMap((using) => {
        const { namespace, types } = this.#types.target(path, file, using);
        const named = types.at(-1);
        return fitting
          .filter(({ part }) =>
            using.kind === "static"
              ? named?.includes(part)
              : using.kind === "namespace" && part.namespace === namespace,
          )
          .map((declared) => ({ declared, using }));
      });
      if (brought.length > 0) return only(brought);
    }
    return null;
  }

  #fits(path: string, { part, extension }: Declared, call: MemberCall, value: Value): boolean {
    if (!isCallable(extension, call.argumentCount)) return false;
    if (call.typeArgumentCount > 0 && call.typeArgumentCount !== extension.typeParameters.length) return false;
    return this.#values.fits(value, this.#selfOf(part, extension)) && this.#types.isSeen(path, part);
  }

  /** Null where anything may be extended. */
  #selfOf(part: Part, extension: Extension): Value {
    const known = this.#extended.get(extension);
    if (known !== undefined) return known;
    const self = extension.typeParameters.includes(extension.self)
      ? null
      : this.#values.ofType(extension.self, placeOf(part));
    this.#extended.set(extension, self);
    return self;
  }

  /** Whether the call means a method that the value has itself. */
  #isMember(path: string, call: MemberCall, value: Value): boolean {
    const { name } = call;
    if (value !== null && "parts" in value) {
      const { parts, foreign } = this.#values.kinOf(value.parts);
      if ([...foreign].some((type) => isOfFramework(name, type))) return true;
      return OF_OBJECTS.has(name) || [...parts].some((part) => hasMember(part, call));
    }
    if (value !== null) return isOfFramework(name, value.foreign);
    if (frameworkMethods.has(name)) return true;
    const members = this.#members.get(name) ?? [];
    return members.some((part) => hasMember(part, call) && this.#types.isSeen(path, part));
  }

  /** What the extensions of one name return, where all return the same. */
  #returned(name: string, value: Value): Value {
    const [first, ...others] = this.#byName.get(name) ?? [];
    if (!first) return null;
    const { returns, self, typeParameters } = first.extension;
    if (others.some(({ extension }) => extension.returns !== returns)) return null;
    if (typeParameters.includes(returns)) return returns === self ? value : null;
    return this.#values.ofType(returns, placeOf(first.part));
  }
}

/** The one file that declares what a call may mean. */
function only(
  candidates: readonly { readonly declared: Declared; readonly using: Using | null }[],
): { readonly path: string; readonly using: Using | null } | null {
  const [first] = candidates;
  if (!first) return null;
  const { path } = first.declared.part;
  return candidates.every(({ declared }) => declared.part.path === path) ? { path, using: first.using } : null;
}

function isCallable({ least, most }: { readonly least: number; readonly most: number }, count: number): boolean {
  return count < 0 || (count >= least && count <= most);
}

/** Static methods are not called on values, and of fields and properties only delegates are called. */
function hasMember({ declared }: Part, { name, argumentCount, typeArgumentCount }: MemberCall): boolean {
  const methods = declared.methods.get(name);
  if (methods) {
    return methods.some(
      (arity) =>
        !arity.isStatic &&
        isCallable(arity, argumentCount) &&
        (typeArgumentCount === 0 || typeArgumentCount === arity.typeParameterCount),
    );
  }
  const type = declared.members.get(name);
  return type !== undefined && !declared.extensions.some((each) => each.name === name) && DELEGATE.test(type);
}

const DELEGATE =
  /^$|(?:^|\.)(?:Func|Action|Predicate|Comparison|Converter)(?:`|$)|(?:Handler|Callback|Delegate)(?:`|$)/;

/** Methods of reflection are those of few types, and a sequence has none but those of LINQ. */
function isOfFramework(name: string, type: string): boolean {
  if (OF_OBJECTS.has(name)) return true;
  if (SEQUENCE.test(type)) return queryMethods.has(name) || name === "GetEnumerator";
  if (reflectionMethods.has(name)) return !type.includes("`") && /^Type$|Info$|^Assembly$|^Module$|^I[A-Z]/.test(type);
  return frameworkMethods.has(name);
}

const SEQUENCE = /^(?:IEnumerable|IQueryable|IOrderedEnumerable|IOrderedQueryable|IGrouping)(?:`|$)/;

/** Methods that every value has. */
const OF_OBJECTS = new Set(["Equals", "GetHashCode", "GetType", "ToString"]);
