/** Prose may hold braces; more openings than this are not looked at. */
const MOST_OBJECTS = 50;

/**
 * The JSON objects of a reply, each whole, in order: models set them in code fences, speak before and after, and some think
 * aloud first. Throws a message for the model where there is none, or the only one cannot be read.
 */
export function jsonObjectsIn(reply: string): readonly unknown[] {
  const text = reply.replace(/^\s*<think>[\s\S]*?<\/think>/, "");
  const found: unknown[] = [];
  const problems: string[] = [];
  let start = text.indexOf("{");
  for (let tries = 0; start >= 0 && tries < MOST_OBJECTS; tries += 1) {
    const end = endOfObject(text, start);
    if (end >= 0) {
      const read = parsed(text.slice(start, end));
      if ("value" in read) found.push(read.value);
      else problems.push(read.problem);
    } else if (/^\{\s*"/.test(text.slice(start, start + 100))) {
      // What stands inside an object that never ends is none of its own.
      problems.push("it ends before its JSON object does");
      break;
    }
    start = text.indexOf("{", end >= 0 ? end : start + 1);
  }
  if (found.length === 0) throw new Error(problems[0] ?? "there is no JSON object in it");
  return found;
}

function parsed(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `its JSON cannot be read: ${error instanceof Error ? error.message : "it is broken"}` };
  }
}

/** The place after the brace that closes the one at `start`; braces inside strings close nothing. Below 0 where none does. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isString) {
      if (character === "\\") index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}
