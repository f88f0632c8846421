import { findExportFile } from "#lib/dataset/server.ts";
import { fileResponse } from "#lib/http/file-response.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ params: ById }, async ({ actor, params, request }) => {
  const file = await findExportFile(actor, params.id);
  return fileResponse(request, { ...file, type: "application/x-ndjson" });
});
