import { z } from "zod";
import { route } from "#lib/http/route.ts";
import { RepositoryRow } from "#lib/sources/index.ts";
import { listRepositories } from "#lib/sources/server.ts";

export const GET = route({ reply: z.array(RepositoryRow) }, ({ actor }) => listRepositories(actor));
