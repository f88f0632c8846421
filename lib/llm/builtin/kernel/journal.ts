import { Scope } from "../wasm/module.ts";
import { f32x4, type I32, i32, repeatWhile, type Statement, when } from "../wasm/values.ts";
import type { Kernel } from "./variables.ts";

/** A note is an address and the sixteen bytes that were there. */
export const NOTE_BYTES = 20;

/** Notes what is about to be overwritten; `address` is a multiple of 16. */
export function note({ journal }: Kernel, address: I32): Statement {
  return when(journal, [
    i32.store(journal, address),
    f32x4.store(journal, f32x4.load(address), 4),
    journal.set(i32.add(journal, NOTE_BYTES)),
  ]);
}

/** Undoes notes, latest first. Parameters: where they begin and end. */
export function undoNotes() {
  const scope = new Scope();
  const begin = scope.parameter();
  const end = scope.parameter();
  const body = [
    when(i32.less(begin, end), [
      repeatWhile(
        [end.set(i32.sub(end, NOTE_BYTES)), f32x4.store(i32.load(end), f32x4.load(end, 4))],
        i32.less(begin, end),
      ),
    ]),
  ];
  return { name: "undo", scope, body };
}
