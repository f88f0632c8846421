import { readFileSync } from "node:fs";
import { env } from "#lib/std/env.ts";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { fieldProblems } from "#lib/std/field-problems.ts";
import { PriceTable } from "./schema.ts";

/** The prices the operator gives in RETRACE_PRICES; null where none are given, and then costs are unknown. */
export function operatorPrices(): PriceTable | null {
  const given = env().RETRACE_PRICES;
  if (given === undefined) return null;
  if (known?.given !== given) known = { given, table: readPrices(given) };
  return known.table;
}

/** Read once for a process: a table that changes under a run would make its costs a mixture nobody can check. */
let known: { readonly given: string; readonly table: PriceTable } | undefined;

function readPrices(given: string): PriceTable {
  const parsed = PriceTable.safeParse(parseJson(given));
  if (parsed.success) return parsed.data;
  const fields = fieldProblems(parsed.error, "prices");
  const what = fields.map((each) => `${each.field}: ${each.message}`).join("; ");
  throw new AppError("invalid", `RETRACE_PRICES: ${what}. See lib/calls/README.md for its form.`, { fields });
}

function parseJson(given: string): unknown {
  const inline = given.trimStart().startsWith("{");
  try {
    return JSON.parse(inline ? given : readFileSync(given, "utf8"));
  } catch (error) {
    const remedy = inline ? "Mend the JSON" : "Give the path of a JSON file, or the JSON itself";
    throw new AppError("invalid", `RETRACE_PRICES: ${messageOf(error)}. ${remedy}.`, { cause: error });
  }
}
