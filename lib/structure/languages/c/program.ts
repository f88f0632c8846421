import { assertNever } from "#lib/std/assert.ts";
import type { Condition } from "./condition.ts";
import type { Define, Directives } from "./directives.ts";

/** The directives of a file ready to run; `guard` is the macro that keeps it from being read twice, if there is one. */
export type Program = { readonly actions: readonly Action[]; readonly guard: string; readonly isOnce: boolean };

export type Action = {
  readonly code: number;
  /** Of the macro that is defined or undefined, or that an include stands behind. */
  readonly name: string;
  readonly test: Condition;
  /** The macro that is certainly not defined where this part of a conditional is taken. */
  readonly absent: string;
  /** The same for its `else`. */
  readonly present: string;
  readonly include: number;
  readonly certain: MacroState;
  readonly doubtful: MacroState;
  /** Where a conditional goes on when this part of it is passed over. */
  next: number;
};

/** `isDefined` is null for what a condition of unknown value decides. */
export type MacroState = { readonly isDefined: boolean | null; readonly define: Define | null };

export const IF = 0;
export const ELIF = 1;
export const ELSE = 2;
export const ENDIF = 3;
export const DEFINE = 4;
export const UNDEF = 5;
export const INCLUDE = 6;

const WORD = /[A-Za-z_]\w*/g;
const DEFINITIONS_LIMIT = 50;

/** Keeps of all definitions only those that a condition or an include may ask for. */
export function programsOf(files: readonly Directives[], compiled: (test: string) => Condition): Program[] {
  const asked = askedNames(files);
  return files.map((file) => programOf(file, asked, compiled));
}

/** Names in conditions and includes, and those in what these names stand for. */
function askedNames(files: readonly Directives[]): Set<string> {
  const asked = new Set<string>();
  const bodies = new Map<string, string[]>();
  const add = (text: string): void => {
    for (const [name] of text.matchAll(WORD)) asked.add(name);
  };
  for (const { includes, steps } of files) {
    for (const { form, specifier } of includes) if (form === "macro") add(specifier);
    for (const step of steps) {
      if (step.do === "if" || step.do === "elif") add(step.test);
      if (step.do !== "define" || step.define.body === null) continue;
      const known = bodies.get(step.define.name);
      if (!known) bodies.set(step.define.name, [step.define.body]);
      else if (known.length < DEFINITIONS_LIMIT) known.push(step.define.body);
    }
  }
  const names = [...bodies.keys()];
  // A set goes on with what is added while it is gone through.
  for (const name of asked) {
    for (const body of bodies.get(name) ?? []) {
      add(body);
      for (const part of pastedIn(body)) {
        for (const each of names) if (each.startsWith(part) || each.endsWith(part)) asked.add(each);
      }
    }
  }
  return asked;
}

/** Fixed pieces of the names that a macro puts together with `##`. */
function pastedIn(body: string): string[] {
  if (!body.includes("##")) return [];
  return [...body.matchAll(/(\w{4,})\s*##|##\s*(\w{4,})/g)]
    .map(([, before, after]) => before ?? after ?? "")
    .slice(0, 8);
}

function programOf(
  { steps, includes }: Directives,
  asked: ReadonlySet<string>,
  compiled: (test: string) => Condition,
): Program {
  const actions: Action[] = [];
  /** The latest part of each conditional that is open. */
  const open: Action[] = [];
  let isOnce = false;
  const add = (code: number, rest: Partial<Action>): Action => {
    const action = { ...BLANK, code, ...rest };
    actions.push(action);
    return action;
  };
  const next = (action: Action): void => {
    const before = open.pop();
    if (before) before.next = actions.length - 1;
    open.push(action);
  };
  for (const step of steps) {
    switch (step.do) {
      case "if":
        open.push(add(IF, { test: compiled(step.test), absent: absentIn(step.test), present: presentIn(step.test) }));
        break;
      case "elif":
        next(add(ELIF, { test: compiled(step.test), absent: absentIn(step.test) }));
        break;
      case "else":
        next(add(ELSE, { absent: open.at(-1)?.present ?? "" }));
        break;
      case "endif": {
        next(add(ENDIF, {}));
        open.pop();
        break;
      }
      case "define": {
        const { define } = step;
        if (!asked.has(define.name)) break;
        const [certain, doubtful] = [true, null].map((isDefined) => ({ isDefined, define }));
        if (certain && doubtful) add(DEFINE, { name: define.name, certain, doubtful });
        break;
      }
      case "undef":
        if (asked.has(step.name)) add(UNDEF, { name: step.name });
        break;
      case "include": {
        const found = includes[step.include];
        add(INCLUDE, { include: step.include, name: found?.form === "macro" ? found.specifier : "" });
        break;
      }
      case "once":
        isOnce = true;
        break;
      default:
        assertNever(step);
    }
  }
  for (const part of open) part.next = actions.length;
  return { actions, guard: guardOf(actions), isOnce };
}

const NOTHING: MacroState = { isDefined: false, define: null };
const BLANK: Action = {
  code: INCLUDE,
  name: "",
  test: () => 1,
  absent: "",
  present: "",
  include: 0,
  certain: NOTHING,
  doubtful: NOTHING,
  next: 0,
};

/** The name where the test is that it is not defined, and nothing else. */
function absentIn(test: string): string {
  return /^!\s*defined\s*\(?\s*([A-Za-z_]\w*)\s*\)?$/.exec(test)?.[1] ?? "";
}

function presentIn(test: string): string {
  return /^defined\s*\(?\s*([A-Za-z_]\w*)\s*\)?$/.exec(test)?.[1] ?? "";
}

/** All of the file stands in one `#ifndef`, which has no other part. */
function guardOf(actions: readonly Action[]): string {
  const [first, second] = actions;
  const isWhole = first?.next === actions.length - 1 && actions.at(-1)?.code === ENDIF;
  return isWhole && second?.code === DEFINE && second.name === first.absent ? first.absent : "";
}
