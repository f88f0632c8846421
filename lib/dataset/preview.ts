import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { findStandingVerdicts } from "#lib/curation/server.ts";
import type { DatasetFilter, DatasetPreview } from "./schema.ts";
import { select } from "./select.ts";
import * as store from "./store.ts";

/** What a filter would export now, and what each of its rules removes. */
export async function previewDataset(actor: Actor, filter: DatasetFilter): Promise<DatasetPreview> {
  authorize(actor, "dataset:read");
  return select(await store.listOffers(await findStandingVerdicts()), filter);
}
