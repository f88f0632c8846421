import { type Condition, compile, type MacroReader } from "./condition.ts";
import type { Directives } from "./directives.ts";
import {
  type Action,
  DEFINE,
  ELIF,
  ELSE,
  ENDIF,
  IF,
  INCLUDE,
  type MacroState,
  type Program,
  programsOf,
  UNDEF,
} from "./program.ts";

// Longer than most files: what a unit keeps while it runs belongs to one class, and parting it would only hand that around.

/** A file as it is compiled: `isCpp` is null for a header that C and C++ may read; a unit is compiled on its own. */
export type UnitFile = { readonly directives: Directives; readonly isUnit: boolean; readonly isCpp: boolean | null };

/** What the preprocessor asks of the repository. */
export type Surroundings = {
  /** What is known of a macro that no directive before has set; `isCpp` and `isTainted` tell of the unit. */
  isDefined(name: string, unit: Unit): boolean | null;
  /** Its value, where it is certainly defined. */
  value(name: string): number | null;
  /** The file that an include leads to; `unseen` is one that a build makes of something unknown. */
  target(file: number, include: number): Target;
  /** The same for what a macro stands for, `"file.h"` or `<file.h>`. */
  named(file: number, written: string): Target;
  /** Headers that a command or a build puts before a unit. */
  forced(file: number): readonly number[];
  /** Whether a build names the file that a macro stands for, which the code cannot know. */
  isNamedByBuild(name: string): boolean;
  hasInclude(file: number, specifier: string, form: "quote" | "angle"): boolean | null;
};

export type Target = number | "unseen" | "none";
export type Unit = { readonly isCpp: boolean | null; readonly isTainted: boolean };

/** What happened to the includes of a file in all units: the files each led to; those that never ran have none. */
export type Outcome = { readonly isActive: Uint8Array; readonly named: ReadonlyMap<number, ReadonlySet<number>> };

const ABSENT: MacroState = { isDefined: false, define: null };
const DOUBTFUL: MacroState = { isDefined: null, define: null };

/** How far a file has been read in a unit: in parts that are compiled for certain, or only in doubtful ones. */
const DOUBTFULLY = 1;
const CERTAINLY = 2;

const INCLUDE_DEPTH = 200;
const MACRO_DEPTH = 30;
const DOUBT_LIMIT = 8;
const BODY_LIMIT = 2000;
const UNIT_LIMIT = 1_000_000;
/** Actions of all units together; past it a file is read without what it includes. */
const ACTION_LIMIT = 60_000_000;

/**
 * Runs the directives of every unit in their order, through everything it includes, as gcc does. A condition whose value
 * is not known is taken both ways, and what is defined there is doubtful afterwards.
 */
export class Preprocessor {
  readonly #files: readonly UnitFile[];
  readonly #around: Surroundings;
  readonly #programs: readonly Program[];
  readonly #guards: ReadonlySet<string>;
  readonly #conditions = new Map<string, Condition>();
  readonly #active: readonly Uint8Array[];
  readonly #named = new Map<number, Map<number, Set<number>>>();
  readonly #isReached: Uint8Array;
  #left = ACTION_LIMIT;

  constructor(files: readonly UnitFile[], around: Surroundings) {
    this.#files = files;
    this.#around = around;
    this.#programs = programsOf(
      files.map(({ directives }) => directives),
      (test) => this.#compiled(test),
    );
    this.#guards = new Set(this.#programs.flatMap(({ guard }) => (guard === "" ? [] : [guard])));
    this.#active = files.map(({ directives }) => new Uint8Array(directives.includes.length));
    this.#isReached = new Uint8Array(files.length);
  }

  /** What no unit has reached is read as one at the end, and says nothing of the files that units have reached. */
  run(): readonly Outcome[] {
    for (const [file, { isUnit }] of this.#files.entries()) if (isUnit) this.#unit(file, NOBODY);
    const known = this.#isReached.slice();
    for (const file of this.#files.keys()) if (this.#isReached[file] === 0) this.#unit(file, known);
    return this.#active.map((isActive, file) => ({ isActive, named: this.#named.get(file) ?? new Map() }));
  }

  #unit(file: number, settled: Uint8Array): void {
    const run = new UnitRun({
      around: this.#around,
      programs: this.#programs,
      guards: this.#guards,
      compiled: (test) => this.#compiled(test),
      isCpp: this.#files[file]?.isCpp ?? null,
      isShallow: this.#left <= 0,
      reach: (each) => {
        this.#isReached[each] = 1;
      },
      activate: (each, include, target) => {
        if (settled[each] === 1) return;
        const active = this.#active[each];
        if (active) active[include] = 1;
        if (target !== null) this.#note(each, include, target);
      },
    });
    this.#left -= run.run(file);
  }

  #compiled(test: string): Condition {
    const known = this.#conditions.get(test) ?? compile(test);
    this.#conditions.set(test, known);
    return known;
  }

  #note(file: number, include: number, target: number): void {
    const own = this.#named.get(file) ?? new Map<number, Set<number>>();
    own.set(include, (own.get(include) ?? new Set()).add(target));
    this.#named.set(file, own);
  }
}

const NOBODY = new Uint8Array();

type RunOptions = {
  readonly around: Surroundings;
  readonly programs: readonly Program[];
  /** Macros that keep a file from being read twice: no build sets them. */
  readonly guards: ReadonlySet<string>;
  readonly compiled: (test: string) => Condition;
  readonly isCpp: boolean | null;
  readonly isShallow: boolean;
  readonly reach: (file: number) => void;
  /** `target` is given where a macro named the file. */
  readonly activate: (file: number, include: number, target: number | null) => void;
};

/** An open conditional: whether one of its parts has been taken, and whether the part around was doubtful. */
type Frame = { taken: boolean | null; readonly wasDoubtful: boolean; absent: string };

class UnitRun implements MacroReader {
  readonly #options: RunOptions;
  readonly #macros = new Map<string, MacroState>();
  readonly #levels = new Map<number, number>();
  /** Files that are being read. */
  readonly #open = new Set<number>();
  /** How often a file has been read in doubtful parts. */
  readonly #doubtful = new Map<number, number>();
  readonly #unit: { readonly isCpp: boolean | null; isTainted: boolean };
  #file = 0;
  #count = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#unit = { isCpp: options.isCpp, isTainted: options.isShallow };
  }

  /** Returns how much there was to do. */
  run(file: number): number {
    for (const forced of this.#options.around.forced(file)) this.#enter(forced, CERTAINLY, 1);
    this.#enter(file, CERTAINLY, 1);
    return this.#count;
  }

  isDefined(name: string): boolean | null {
    const state = this.#macros.get(name);
    return state ? state.isDefined : this.#isKnown(name);
  }

  value(name: string, depth: number): number | null {
    const state = this.#macros.get(name);
    if (!state) {
      const isDefined = this.#isKnown(name);
      return isDefined === null ? null : isDefined ? this.#options.around.value(name) : 0;
    }
    if (state.isDefined === false) return 0;
    const { define } = state;
    if (define === null || define.body === null || define.parameters !== null || depth > MACRO_DEPTH) return null;
    if (define.body === name) return state.isDefined ? 0 : null;
    const value = define.body === "" ? null : this.#options.compiled(define.body)(this, depth + 1);
    // Without the definition the name is worth 0.
    return state.isDefined || value === 0 ? value : null;
  }

  call(name: string, given: readonly string[], depth: number): number | null {
    const text = this.#expanded(name, given);
    return text === null || depth > MACRO_DEPTH ? null : this.#options.compiled(text)(this, depth + 1);
  }

  /** The body of a macro with what it is given; `##` joins the words on its sides. */
  #expanded(name: string, given: readonly string[]): string | null {
    const state = this.#macros.get(name);
    const { parameters = null, body = null } = state?.isDefined ? (state.define ?? {}) : {};
    if (parameters === null || body === null || /(?<!#)#(?!#)/.test(body)) return null;
    const values = new Map(parameters.map((parameter, index) => [parameter, given[index] ?? ""]));
    values.set("__VA_ARGS__", given.slice(Math.max(0, parameters.indexOf("..."))).join(", "));
    const isPasted = body.includes("##");
    const text = body
      .replace(/[A-Za-z_]\w*/g, (word) => this.#argument(values.get(word), isPasted) ?? word)
      .replace(/\s*##\s*/g, "");
    return text.length > BODY_LIMIT ? null : text;
  }

  /** Arguments are expanded before they are put in, but for those that are pasted to something. */
  #argument(value: string | undefined, isPasted: boolean): string | undefined {
    if (value === undefined || isPasted) return value;
    const body = this.#macros.get(value)?.isDefined ? this.#macros.get(value)?.define : null;
    return body && body.parameters === null ? (body.body ?? value) : value;
  }

  hasInclude(specifier: string, form: "quote" | "angle"): boolean | null {
    return this.#options.around.hasInclude(this.#file, specifier, form);
  }

  #isKnown(name: string): boolean | null {
    return this.#options.guards.has(name) ? false : this.#options.around.isDefined(name, this.#unit);
  }

  #enter(file: number, level: number, depth: number): void {
    const program = this.#options.programs[file];
    if (!program || depth > INCLUDE_DEPTH || this.#count > UNIT_LIMIT || !this.#mayEnter(file, program, level)) return;
    if (level === DOUBTFULLY && !this.#mayDoubt(file)) return;
    const isAgain = this.#levels.has(file);
    this.#levels.set(file, Math.max(level, this.#levels.get(file) ?? 0));
    this.#options.reach(file);
    const outer = this.#file;
    const isNested = this.#open.has(file);
    this.#file = file;
    this.#open.add(file);
    this.#actions(file, program, level, depth, isAgain);
    this.#file = outer;
    if (!isNested) this.#open.delete(file);
  }

  /** Taken both ways, files that include each other without a guard would be read without an end. */
  #mayDoubt(file: number): boolean {
    const count = (this.#doubtful.get(file) ?? 0) + 1;
    this.#doubtful.set(file, count);
    return count <= DOUBT_LIMIT && !this.#open.has(file);
  }

  /** A guarded file is read once, or again where the first time was doubtful. */
  #mayEnter(file: number, { guard, isOnce }: Program, level: number): boolean {
    const before = this.#levels.get(file) ?? 0;
    if (before === 0) return true;
    if (isOnce) return level > before;
    if (guard === "") return true;
    const isGuarded = this.isDefined(guard);
    return isGuarded === null ? level > before : !isGuarded;
  }

  #actions(file: number, { actions, guard }: Program, whole: number, depth: number, isAgain: boolean): void {
    const frames: Frame[] = [];
    let isDoubtful = whole === DOUBTFULLY;
    for (let at = 0; at < actions.length; at++) {
      const action = actions[at];
      if (!action) return;
      this.#count += 1;
      switch (action.code) {
        case IF:
        case ELIF:
        case ELSE: {
          let frame = frames.at(-1);
          if (action.code === IF || !frame) {
            frame = { taken: false, wasDoubtful: isDoubtful, absent: "" };
            frames.push(frame);
          }
          if (frame.taken === true) {
            at = action.next - 1;
            break;
          }
          // A second reading repairs a doubtful first one, whose guard is set already.
          const isGuard = at === 0 && isAgain && guard !== "";
          const value = isGuard ? 1 : action.test(this, 0);
          if (value === 0) {
            at = action.next - 1;
            break;
          }
          isDoubtful = frame.wasDoubtful || value === null || frame.taken === null;
          frame.absent = action.absent;
          frame.taken = value === null ? null : true;
          break;
        }
        case ENDIF:
          isDoubtful = frames.pop()?.wasDoubtful ?? isDoubtful;
          break;
        case DEFINE:
          this.#define(action, isDoubtful, frames.at(-1));
          break;
        case UNDEF:
          this.#macros.set(action.name, isDoubtful ? DOUBTFUL : ABSENT);
          break;
        case INCLUDE:
          this.#include(file, action, isDoubtful ? DOUBTFULLY : CERTAINLY, depth);
          break;
        default:
      }
    }
  }

  #define(action: Action, isDoubtful: boolean, frame: Frame | undefined): void {
    if (!isDoubtful) {
      this.#macros.set(action.name, action.certain);
      return;
    }
    // After `#ifndef X`, `#define X` it is defined either way, as something that the build may have said.
    const isFallback = frame !== undefined && !frame.wasDoubtful && frame.absent === action.name;
    const isDefined = isFallback || this.#macros.get(action.name)?.isDefined === true;
    this.#macros.set(action.name, isDefined ? { isDefined, define: null } : action.doubtful);
  }

  #include(file: number, { include, name }: Action, level: number, depth: number): void {
    const { around, activate, isShallow } = this.#options;
    const written = name === "" || around.isNamedByBuild(name) ? null : this.#fileNamed(name);
    const target = written === null ? around.target(file, include) : around.named(file, written);
    activate(file, include, written !== null && typeof target === "number" ? target : null);
    if (target === "unseen") this.#unit.isTainted = true;
    else if (target !== "none" && !isShallow) this.#enter(target, level, depth + 1);
  }

  /** What a macro stands for, over other macros. */
  #fileNamed(name: string): string | null {
    let at = name;
    for (let depth = 0; depth < MACRO_DEPTH; depth++) {
      const body = this.#macros.get(at)?.define?.body ?? null;
      if (body === null || /^["<]/.test(body)) return body;
      at = body;
    }
    return null;
  }
}
