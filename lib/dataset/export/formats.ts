import type { CanonicalRow } from "#lib/trajectory/index.ts";
import type { ExportFormat } from "../schema.ts";
import { axolotlLines } from "./axolotl.ts";
import { canonicalLines } from "./canonical.ts";
import { preferenceLines } from "./preferences.ts";

/** The rows of one trajectory as lines of JSON, without their line breaks. `texts` are the texts of the row's segments. */
export type WriteLines = (row: CanonicalRow, texts: readonly string[]) => string[];

export const formats: Readonly<Record<ExportFormat, WriteLines>> = {
  canonical: canonicalLines,
  axolotl: axolotlLines,
  preferences: preferenceLines,
};
