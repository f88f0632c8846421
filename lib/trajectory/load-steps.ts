import type { FlatStep } from "./flatten.ts";
import * as store from "./store.ts";

/** All steps of a trajectory with the files they show. */
export async function loadSteps(id: string): Promise<(store.StoredStep & FlatStep)[]> {
  return withContents(await store.listSteps(id));
}

/** The same steps with the exact content of what they read or write; null where a step shows no file. */
export async function withContents(steps: readonly store.StoredStep[]): Promise<(store.StoredStep & FlatStep)[]> {
  const hashOf = (step: store.StoredStep) => (store.showsFile(step) ? step.sha256 : null);
  const texts = await store.blobTexts(steps.flatMap((step) => hashOf(step) ?? []));
  return steps.map((step) => ({ ...step, content: texts.get(hashOf(step) ?? "") ?? null }));
}
