import type { CanonicalRow } from "#lib/trajectory/index.ts";
import type { ExportFormat } from "../schema.ts";
import { axolotlLine } from "./axolotl.ts";
import { canonicalLine } from "./canonical.ts";

/** One row as a line of JSON, without its line break. `texts` are the texts of the row's segments. */
export type WriteLine = (row: CanonicalRow, texts: readonly string[]) => string;

export const formats: Readonly<Record<ExportFormat, WriteLine>> = { canonical: canonicalLine, axolotl: axolotlLine };
