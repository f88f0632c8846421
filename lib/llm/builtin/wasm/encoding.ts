/** Numbers as the WebAssembly binary format writes them (https://webassembly.github.io/spec/core/binary/). */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** Signed LEB128 of a number of 32 bits; one that is written unsigned, such as a hash factor, wraps around. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (; rest < -64 || rest >= 64; rest >>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest & 127];
}

/** Four bytes of a float, lowest first. */
export function float(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [0, 1, 2, 3].map((index) => view.getUint8(index));
}

/** A vector: how many, then each. */
export function vector(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function sized(code: Code): number[] {
  return [...unsigned(code.length), ...code];
}

export function text(value: string): number[] {
  return sized([...new TextEncoder().encode(value)]);
}
