/**
 * Dataset: a selection of trajectories written in a form that trainers read.
 *
 * - **Filter**: the conditions that select. Not "query", not "recipe" (a recipe is a filter with a version, not built).
 * - **Export**: one written file with its manifest. Not "dump", not "download".
 * - **Format**: the shape of a row; `canonical` is ours, `axolotl` is its `input_output`. Not "schema".
 * - **Seam**: the place where two segments meet. Not "boundary".
 */
export { formatFilter, parseFilter } from "./filter-text.ts";
export { DatasetFilter, DatasetPreview, ExportFormat, ExportHead, ExportInput, Manifest } from "./schema.ts";
