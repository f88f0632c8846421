import { at, invariant } from "#lib/std/assert.ts";
import { TINY, type TinyModel } from "./tiny-gguf-model.ts";

/**
 * What the tiny model says, computed in double precision from its weights alone: the log-probability of every token after
 * each prefix of `ids`. Llama's layer: normalise by the root mean square, rotate queries and keys by their position, attend
 * to what came before, add; normalise, gate, add (arXiv 2302.13971, 2104.09864, 2002.05202).
 */
export function referenceLogprobs(model: TinyModel, ids: readonly number[]): Float64Array[] {
  const weights = (name: string) => {
    const tensor = model.tensors.get(`${name}.weight`);
    invariant(tensor, `the tiny model has no ${name}`);
    return tensor.values;
  };
  const embeddings = weights("token_embd");
  const keys: number[][] = [];
  const values: number[][] = [];
  return ids.map((id, position) => {
    const input = [...embeddings.subarray(id * TINY.embedding, (id + 1) * TINY.embedding)];
    const normed = normalised(input, weights("blk.0.attn_norm"));
    const query = rotated(product(weights("blk.0.attn_q"), normed), position);
    // llama.cpp keeps keys and values in half precision.
    keys.push(rotated(product(weights("blk.0.attn_k"), normed), position).map(Math.f16round));
    values.push(product(weights("blk.0.attn_v"), normed).map(Math.f16round));
    const attended = sum(input, product(weights("blk.0.attn_output"), attention(query, keys, values)));
    const second = normalised(attended, weights("blk.0.ffn_norm"));
    const up = product(weights("blk.0.ffn_up"), second);
    const gated = product(weights("blk.0.ffn_gate"), second).map((gate, index) => {
      return (gate / (1 + Math.exp(-gate))) * at(up, index);
    });
    const output = sum(attended, product(weights("blk.0.ffn_down"), gated));
    return logSoftmax(product(weights("output"), normalised(output, weights("output_norm"))));
  });
}

/** Rows of as many numbers as the vector has. */
function product(matrix: Float32Array, vector: readonly number[]): number[] {
  return Array.from({ length: matrix.length / vector.length }, (_, row) => {
    let total = 0;
    for (let column = 0; column < vector.length; column++) {
      total += (vector[column] ?? 0) * (matrix[row * vector.length + column] ?? 0);
    }
    return total;
  });
}

function normalised(vector: readonly number[], weight: Float32Array): number[] {
  const mean = vector.reduce((total, value) => total + value * value, 0) / vector.length;
  const scale = 1 / Math.sqrt(mean + TINY.epsilon);
  return vector.map((value, index) => value * scale * (weight[index] ?? 0));
}

/** Neighbours are pairs, turned by an angle that falls with their place in the head. */
function rotated(vector: readonly number[], position: number): number[] {
  const turned = [...vector];
  for (let index = 0; index < vector.length; index += 2) {
    const angle = position * TINY.ropeBase ** (-(index % TINY.headSize) / TINY.headSize);
    const [first, second] = [at(vector, index), at(vector, index + 1)];
    turned[index] = first * Math.cos(angle) - second * Math.sin(angle);
    turned[index + 1] = first * Math.sin(angle) + second * Math.cos(angle);
  }
  return turned;
}

function attention(
  query: readonly number[],
  keys: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
): number[] {
  const { heads, keyHeads, headSize } = TINY;
  return Array.from({ length: heads }, (_, head) => {
    const own = head * headSize;
    const shared = Math.floor((head * keyHeads) / heads) * headSize;
    const likeness = keys.map((key) => {
      let total = 0;
      for (let index = 0; index < headSize; index++) total += (query[own + index] ?? 0) * (key[shared + index] ?? 0);
      return total / Math.sqrt(headSize);
    });
    const shares = logSoftmax(likeness).map(Math.exp);
    const mixed = Array.from({ length: headSize }, () => 0);
    values.forEach((value, place) => {
      for (let index = 0; index < headSize; index++) {
        mixed[index] = (mixed[index] ?? 0) + (value[shared + index] ?? 0) * (shares[place] ?? 0);
      }
    });
    return mixed;
  }).flat();
}

function sum(some: readonly number[], more: readonly number[]): number[] {
  return some.map((value, index) => value + at(more, index));
}

function logSoftmax(logits: readonly number[]): Float64Array {
  const highest = Math.max(...logits);
  const weight = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return Float64Array.from(logits, (logit) => logit - highest - Math.log(weight));
}
