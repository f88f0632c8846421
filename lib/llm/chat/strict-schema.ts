import { z } from "zod";
import type { JsonSchema } from "../port.ts";

/** The schema's title, where it is a name as OpenAI wants it. */
export function schemaName({ title }: JsonSchema): string {
  return typeof title === "string" && /^[\w-]{1,64}$/.test(title) ? title : "reply";
}

/**
 * The schema in the words that servers enforce: OpenAI's strict form refuses `oneOf`, which differs from `anyOf` only
 * for a value that fits two alternatives, and some servers refuse keywords that say nothing of the value.
 */
export function enforceable(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => keyword !== "$schema" && keyword !== "title")
      .map(([keyword, value]) => {
        if (keyword === "oneOf") return ["anyOf", everyOf(value)];
        if (keyword === "anyOf") return [keyword, everyOf(value)];
        if (keyword === "items" || keyword === "additionalProperties") return [keyword, inside(value)];
        if (keyword === "properties" || keyword === "$defs") return [keyword, ofEach(value)];
        return [keyword, value];
      }),
  );
}

function inside(value: unknown): unknown {
  const schema = Keywords.safeParse(value);
  return schema.success ? enforceable(schema.data) : value;
}

function everyOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map(inside) : value;
}

function ofEach(value: unknown): unknown {
  const named = Keywords.safeParse(value);
  if (!named.success) return value;
  return Object.fromEntries(Object.entries(named.data).map(([name, schema]) => [name, inside(schema)]));
}

const Keywords = z.record(z.string(), z.unknown());
