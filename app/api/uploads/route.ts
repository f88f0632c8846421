import { z } from "zod";
import { authorize } from "#lib/auth/policy.ts";
import { route } from "#lib/http/route.ts";
import { UploadReceipt } from "#lib/sources/index.ts";
import { saveUpload } from "#lib/sources/server.ts";
import { AppError } from "#lib/std/errors.ts";

const FileName = z.object({ name: z.string().min(1).max(200) });

/** The body is the archive itself and is streamed to disk; how long it may be is the module's to say. */
export const POST = route({ query: FileName, reply: UploadReceipt, status: 201 }, async ({ actor, query, request }) => {
  authorize(actor, "source:import");
  const fields = [{ field: "body", message: "is empty; send the archive's bytes" }];
  if (!request.body) throw new AppError("invalid", "The body is empty; send the archive's bytes.", { fields });
  return saveUpload(query.name, request.body);
});
