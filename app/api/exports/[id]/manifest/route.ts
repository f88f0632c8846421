import { formatManifest, getManifest } from "#lib/dataset/server.ts";
import { attachment } from "#lib/http/file-response.ts";
import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ params: ById }, async ({ actor, params }) => {
  const text = formatManifest(await getManifest(actor, params.id));
  return attachment(text, { name: `retrace-${params.id}.manifest.json`, type: "application/json" });
});
