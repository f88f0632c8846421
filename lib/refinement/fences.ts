/** Lines of the longest fenced block. One that is never closed runs to the end. */
export function longestFence(thought: string): number {
  let longest = 0;
  let fence: string | null = null;
  let count = 0;
  for (const line of thought.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence === null) {
      fence = mark;
      count = 0;
    } else if (mark !== null && mark[0] === fence[0] && mark.length >= fence.length) {
      fence = null;
    } else {
      longest = Math.max(longest, ++count);
    }
  }
  return longest;
}
