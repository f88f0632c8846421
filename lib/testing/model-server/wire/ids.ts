import { z } from "zod";

/** Token ids. One look at each: long prompts come by the thousand, and a schema per element would be the server's main work. */
export const Ids = z.custom<number[]>(isIds, "must be a list of token ids");
export const IdLists = z.custom<number[][]>(
  (value) => Array.isArray(value) && value.length > 0 && value.every(isIds),
  "must be lists of token ids",
);

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => Number.isInteger(id) && id >= 0);
}
