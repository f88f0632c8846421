import { type Code, sized, text, unsigned, vector } from "./encoding.ts";
import { type Kind, type Statement, sequence, type Variable, variable } from "./values.ts";

const TYPE = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

/** Hands out the parameters and variables of one function. */
export class Scope {
  private readonly kinds: Kind[] = [];
  private parameters = 0;

  /** All parameters are numbers of 32 bits and come before the first variable. */
  parameter(): Variable<"i32"> {
    this.parameters++;
    return this.variable("i32");
  }

  variable<K extends Kind>(kind: K): Variable<K> {
    this.kinds.push(kind);
    return variable(kind, this.kinds.length - 1);
  }

  variables<K extends Kind>(kind: K, count: number): Variable<K>[] {
    return Array.from({ length: count }, () => this.variable(kind));
  }

  /** The function's type: parameters only, nothing returned. */
  type(): Code {
    return [0x60, ...vector(this.kinds.slice(0, this.parameters).map((kind) => [TYPE[kind]])), 0];
  }

  body(statements: readonly Statement[]): Code {
    const locals = this.kinds.slice(this.parameters).map((kind) => [1, TYPE[kind]]);
    return sized([...vector(locals), ...sequence(statements).code, 0x0b]);
  }
}

export type FunctionDefinition = { readonly name: string; readonly scope: Scope; readonly body: readonly Statement[] };

/** A module that imports one memory, `host.memory`, and exports the functions. */
export function encodeModule(functions: readonly FunctionDefinition[]): Uint8Array<ArrayBuffer> {
  const memory = [...text("host"), ...text("memory"), 2, 0, ...unsigned(1)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(functions.map(({ scope }) => scope.type()))),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, vector(functions.map(({ scope, body }) => scope.body(body)))),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}
