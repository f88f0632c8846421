import { at } from "#lib/std/assert.ts";

/**
 * Writes GGUF files, version 3, as the format's specification describes them (github.com/ggml-org/ggml, docs/gguf.md):
 * magic, version, counts, key-values, descriptions of the tensors, padding, then the tensors, each at a multiple of the
 * alignment. All numbers are little-endian. Only what the tests need: unquantised 32-bit tensors.
 */
export type GgufValue =
  | { readonly type: "uint32"; readonly value: number }
  | { readonly type: "float32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "int32s"; readonly value: readonly number[] }
  | { readonly type: "strings"; readonly value: readonly string[] };

export type GgufTensor = {
  readonly name: string;
  /** The length of a row comes first. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
};

export type Gguf = {
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: readonly GgufTensor[];
};

const VERSION = 3;
/** The default of `general.alignment`. */
const ALIGNMENT = 32;
/** The specification's numbers for types of values and of tensors. */
const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
const F32 = 0;

export function ggufBytes({ metadata, tensors }: Gguf): Buffer {
  const entries = Object.entries(metadata);
  const head = [Buffer.from("GGUF"), uint32(VERSION), uint64(tensors.length), uint64(entries.length)];
  const pairs = entries.flatMap(([key, value]) => [string(key), ...typedValue(value)]);
  const data = tensors.map(({ values }) => padded(Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
  let offset = 0;
  const descriptions = tensors.map(({ name, shape }, index) => {
    const description = [string(name), uint32(shape.length), ...shape.map(uint64), uint32(F32), uint64(offset)];
    offset += at(data, index).length;
    return Buffer.concat(description);
  });
  return Buffer.concat([padded(Buffer.concat([...head, ...pairs, ...descriptions])), ...data]);
}

function typedValue(value: GgufValue): Buffer[] {
  switch (value.type) {
    case "uint32":
      return [uint32(TYPE.uint32), uint32(value.value)];
    case "float32":
      return [uint32(TYPE.float32), float32(value.value)];
    case "bool":
      return [uint32(TYPE.bool), Buffer.of(value.value ? 1 : 0)];
    case "string":
      return [uint32(TYPE.string), string(value.value)];
    case "int32s":
      return array(TYPE.int32, value.value.map(int32));
    case "strings":
      return array(TYPE.string, value.value.map(string));
  }
}

function array(type: number, items: readonly Buffer[]): Buffer[] {
  return [uint32(TYPE.array), uint32(type), uint64(items.length), ...items];
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
