import "server-only";

export { experimentReport, listExperiments, readExperiment } from "./read-experiment.ts";
export { renderReport } from "./render-markdown.ts";
export { startExperiment } from "./start-experiment.ts";
