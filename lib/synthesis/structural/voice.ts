/**
 * Chooses sentence frames. For every slot the frames are dealt like cards: each block of n thoughts uses each of the n
 * frames once, in an order drawn from the seed, so two thoughts in a row never open with the same frame and no frame wears out.
 */
export type Voice = {
  /** The frame for this thought in a slot. `step` moves on within one thought, for lists of like sentences. */
  pick<T>(slot: string, frames: readonly T[], step?: number): T;
  /** A number from 0 to `sides` - 1, the same for the same seed, file and slot. */
  roll(slot: string, sides: number): number;
};

/** `position` is the thought's place in the development; neighbours differ by one. `key` names the file. */
export function voiceFor(seed: number, position: number, key: string): Voice {
  return {
    pick: (slot, frames, step = 0) => {
      const start = step === 0 ? position : position + (hash(`${seed}|${key}|${slot}`) % 7919);
      const frame = frames[deal(seed, slot, frames.length, start + step)];
      if (frame === undefined) throw new Error(`Invariant: no frame for ${slot}`);
      return frame;
    },
    roll: (slot, sides) => hash(`${seed}|${key}|${slot}|roll`) % sides,
  };
}

/** FNV-1a with a final mix (murmur3's), so that neighbouring keys land far apart. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function deal(seed: number, slot: string, size: number, position: number): number {
  if (size < 2) return 0;
  const block = Math.floor(position / size);
  const cards = shuffled(seed, slot, size, block);
  const before = block === 0 ? undefined : shuffled(seed, slot, size, block - 1).at(-1);
  // The last card never moves in this swap while size > 2, so the check needs no look further back.
  if (cards[0] === before) [cards[0], cards[1]] = [cards[1] ?? 0, cards[0] ?? 0];
  return cards[position % size] ?? 0;
}

function shuffled(seed: number, slot: string, size: number, block: number): number[] {
  const cards = Array.from({ length: size }, (_, index) => index);
  for (let index = size - 1; index > 0; index -= 1) {
    const other = hash(`${seed}|${slot}|${size}|${block}|${index}`) % (index + 1);
    [cards[index], cards[other]] = [cards[other] ?? 0, cards[index] ?? 0];
  }
  return cards;
}
