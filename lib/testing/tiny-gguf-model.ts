import { writeFile } from "node:fs/promises";
import { seededRandom } from "#lib/std/random.ts";
import { type GgufTensor, type GgufValue, ggufBytes } from "./tiny-gguf.ts";

/** A language model of one layer with random weights: Llama's architecture, with bytes and a few merges as vocabulary. */
export type TinyModel = {
  readonly tokens: readonly string[];
  readonly beginId: number;
  readonly endOfTurnId: number;
  /** By name, as llama.cpp calls them. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  readonly metadata: Readonly<Record<string, GgufValue>>;
};

/** All of what the reference needs to know, beside the weights. */
export const TINY = {
  contextTokens: 4_096,
  embedding: 32,
  heads: 4,
  /** Fewer than heads: each is shared by two of them. */
  keyHeads: 2,
  headSize: 8,
  feedForward: 48,
  epsilon: 1e-5,
  ropeBase: 10_000,
} as const;

export type TinyOptions = {
  readonly seed?: number;
  /** Whether the tokenizer puts its begin token before a text. */
  readonly begins?: boolean;
  readonly hasChatTemplate?: boolean;
  /** The template begins every reply with `<think>`, as those of models that think. */
  readonly thinks?: boolean;
};

export function tinyModel({
  seed = 1,
  begins = false,
  hasChatTemplate = true,
  thinks = false,
}: TinyOptions = {}): TinyModel {
  const merges = MERGES;
  const plain = [...byteCharacters(), ...merges.map((merge) => merge.replace(" ", ""))];
  const tokens = [...plain, ...CONTROL];
  const beginId = plain.length;
  const metadata: Record<string, GgufValue> = {
    "general.architecture": { type: "string", value: "llama" },
    "general.name": { type: "string", value: "tiny" },
    "general.file_type": { type: "uint32", value: 0 },
    "llama.context_length": { type: "uint32", value: TINY.contextTokens },
    "llama.embedding_length": { type: "uint32", value: TINY.embedding },
    "llama.block_count": { type: "uint32", value: 1 },
    "llama.feed_forward_length": { type: "uint32", value: TINY.feedForward },
    "llama.attention.head_count": { type: "uint32", value: TINY.heads },
    "llama.attention.head_count_kv": { type: "uint32", value: TINY.keyHeads },
    "llama.attention.layer_norm_rms_epsilon": { type: "float32", value: TINY.epsilon },
    "llama.rope.dimension_count": { type: "uint32", value: TINY.headSize },
    "llama.rope.freq_base": { type: "float32", value: TINY.ropeBase },
    "llama.vocab_size": { type: "uint32", value: tokens.length },
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.pre": { type: "string", value: "gpt-2" },
    "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    "tokenizer.ggml.token_type": { type: "int32s", value: tokens.map((_, id) => (id < beginId ? NORMAL : CONTROLS)) },
    "tokenizer.ggml.merges": { type: "strings", value: merges },
    "tokenizer.ggml.bos_token_id": { type: "uint32", value: beginId },
    "tokenizer.ggml.eos_token_id": { type: "uint32", value: beginId + 2 },
    "tokenizer.ggml.add_bos_token": { type: "bool", value: begins },
    ...(hasChatTemplate && {
      "tokenizer.chat_template": { type: "string", value: thinks ? THINKING_TEMPLATE : CHAT_TEMPLATE },
    }),
  };
  return { tokens, beginId, endOfTurnId: beginId + 2, tensors: randomTensors(tokens.length, seed), metadata };
}

export async function writeTinyModel(path: string, model: TinyModel): Promise<void> {
  await writeFile(path, ggufBytes({ metadata: model.metadata, tensors: [...model.tensors.values()] }));
}

/** Of `tokenizer.ggml.token_type`. */
const NORMAL = 1;
const CONTROLS = 3;
const CONTROL = ["<|begin|>", "<|im_start|>", "<|im_end|>"];
/** In the characters of byte-level BPE: U+0120 is a space, U+010A a line feed. */
const MERGES = [
  "t h",
  "th e",
  "i n",
  "e r",
  "a n",
  "r e",
  "o n",
  "\u0120 \u0120",
  "\u0120 the",
  "\u0120 a",
  "an d",
  "\u010a \u010a",
];
const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Of no family that node-llama-cpp knows, so that the template itself is followed. */
const THINKING_TEMPLATE =
  "{% for message in messages %}{{ '### ' + message.role + '\\n' }}" +
  "{% if message.reasoning_content %}{{ '<think>\\n' + message.reasoning_content + '\\n</think>\\n' }}{% endif %}" +
  "{{ message.content + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '### assistant\\n<think>\\n' }}{% endif %}";

/** Byte-level BPE prints each byte as one character: printable Latin-1 as itself, the others from U+0100 on. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

function randomTensors(vocabulary: number, seed: number): ReadonlyMap<string, GgufTensor> {
  const random = seededRandom(seed);
  const { embedding, feedForward } = TINY;
  const queries = TINY.heads * TINY.headSize;
  const keys = TINY.keyHeads * TINY.headSize;
  /** Uniform, of a variance that keeps what leaves a matrix about as large as what enters it. */
  const matrix = (name: string, input: number, output: number, gain = 1): GgufTensor => {
    const most = gain * Math.sqrt(3 / input);
    const values = Float32Array.from({ length: input * output }, () => (random() * 2 - 1) * most);
    return { name: `${name}.weight`, shape: [input, output], values };
  };
  const norm = (name: string): GgufTensor => {
    const values = Float32Array.from({ length: embedding }, () => 0.5 + random());
    return { name: `${name}.weight`, shape: [embedding], values };
  };
  const tensors = [
    matrix("token_embd", embedding, vocabulary, 4),
    norm("blk.0.attn_norm"),
    matrix("blk.0.attn_q", embedding, queries),
    matrix("blk.0.attn_k", embedding, keys),
    matrix("blk.0.attn_v", embedding, keys),
    matrix("blk.0.attn_output", queries, embedding),
    norm("blk.0.ffn_norm"),
    matrix("blk.0.ffn_gate", embedding, feedForward),
    matrix("blk.0.ffn_up", embedding, feedForward),
    matrix("blk.0.ffn_down", feedForward, embedding),
    norm("output_norm"),
    matrix("output", embedding, vocabulary, 2),
  ];
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}
