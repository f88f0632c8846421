/**
 * A thought of another file, brought to the length of the one it stands against: cut at a word border, or repeated until
 * it is long enough. What it gains is gained by any text of that length and tone.
 */
export function fitPlacebo(other: string, length: number): string {
  const text = other.trim();
  if (text === "" || length <= 0) return "";
  const repeats = Math.ceil((length + 1) / (text.length + 1));
  return cutAtWord(Array.from({ length: repeats }, () => text).join(" "), length);
}

function cutAtWord(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length + 1);
  const border = head.search(/\s\S*$/);
  if (border > 0) return head.slice(0, border).trimEnd();
  // One word longer than the whole: cut between characters, never inside one.
  const inside = (text.charCodeAt(length) & 0xfc00) === 0xdc00;
  return text.slice(0, inside ? length - 1 : length);
}
