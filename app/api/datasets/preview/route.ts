import { DatasetFilter, DatasetPreview } from "#lib/dataset/index.ts";
import { previewDataset } from "#lib/dataset/server.ts";
import { route } from "#lib/http/route.ts";

export const POST = route({ body: DatasetFilter, reply: DatasetPreview }, ({ actor, body }) =>
  previewDataset(actor, body),
);
