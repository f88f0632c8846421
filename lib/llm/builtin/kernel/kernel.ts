import { encodeModule, Scope } from "../wasm/module.ts";
import { i32, repeatWhile, type Statement, whileDo } from "../wasm/values.ts";
import { advance } from "./advance.ts";
import { findSlots } from "./find-slots.ts";
import { undoNotes } from "./journal.ts";
import { COSTS_AT, INPUT_AT, REGISTERS, SET_BYTES, type Sizes } from "./layout.ts";
import { expectByte } from "./match.ts";
import { oneBit } from "./one-bit.ts";
import { type Kernel, kernelVariables, register } from "./variables.ts";

/**
 * The inner loop of the context-mixing model, as a WebAssembly module. `read(length, journal)` reads the bytes at INPUT_AT
 * and leaves their costs at COSTS_AT; with a journal it notes there what it overwrites. `undo(begin, end)` takes notes back.
 */
export function kernelCode(sizes: Sizes): Uint8Array<ArrayBuffer> {
  const scope = new Scope();
  const length = scope.parameter();
  const journal = scope.parameter();
  const at = scope.variable("i32");
  const kernel = kernelVariables(scope, journal, sizes);
  const body = [
    at.set(0),
    whileDo(i32.less(at, length), [
      kernel.byte.set(i32.load8(at, INPUT_AT)),
      ...beginByte(kernel),
      repeatWhile(
        [...findSlots(kernel), kernel.node.set(1), repeatWhile(oneBit(kernel), i32.less(kernel.node, 16))],
        i32.atLeast(kernel.shift, 0),
      ),
      i32.store(i32.shl(at, 2), kernel.cost, COSTS_AT),
      ...advance(kernel),
      at.set(i32.add(at, 1)),
    ]),
    i32.store(0, journal, REGISTERS.journalEnd),
  ];
  return encodeModule([{ name: "read", scope, body }, undoNotes()]);
}

function beginByte(kernel: Kernel): Statement[] {
  const indent = register("indent");
  const lineShape = i32.add(
    i32.shl(i32.select(i32.less(indent, 31), indent, 31), 1),
    i32.differ(register("firstOfLine"), 0),
  );
  return [
    kernel.lastByte.set(i32.and(register("lastFour"), 255)),
    ...expectByte(kernel),
    kernel.byteSet.set(i32.mul(kernel.lastByte, SET_BYTES)),
    kernel.lineSet.set(i32.mul(lineShape, SET_BYTES)),
    kernel.cost.set(0),
    kernel.partial.set(1),
    kernel.shift.set(7),
  ];
}
