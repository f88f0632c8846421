import "server-only";

export { exportTo, formatManifest } from "./build-dataset.ts";
export { exportDataset, findExportFile, getManifest, listExports } from "./export-dataset.ts";
export { previewDataset } from "./preview.ts";
