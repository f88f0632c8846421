import { z } from "zod";
import { ReviewRow } from "#lib/curation/index.ts";
import { listReviewRows } from "#lib/curation/server.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ reply: z.array(ReviewRow) }, ({ actor }) => listReviewRows(actor));
