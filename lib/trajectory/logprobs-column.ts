/** Log-probabilities as the database keeps them: little-endian float32, a quarter of their size as text. */
export function encodeLogprobs(logprobs: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(logprobs.length * WIDTH));
  for (const [index, logprob] of logprobs.entries()) view.setFloat32(index * WIDTH, logprob, true);
  return new Uint8Array(view.buffer);
}

export function decodeLogprobs(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / WIDTH) }, (_, index) =>
    view.getFloat32(index * WIDTH, true),
  );
}

const WIDTH = 4;
