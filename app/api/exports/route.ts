import { z } from "zod";
import { ExportHead, ExportInput } from "#lib/dataset/index.ts";
import { exportDataset, listExports } from "#lib/dataset/server.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ reply: z.array(ExportHead) }, ({ actor }) => listExports(actor));

export const POST = route({ body: ExportInput, reply: ExportHead, status: 201 }, ({ actor, body }) =>
  exportDataset(actor, body),
);
