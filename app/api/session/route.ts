import { SignedIn } from "#lib/curation/index.ts";
import { route } from "#lib/http/route.ts";

export const GET = route({ reply: SignedIn }, async ({ session }) => ({
  reviewer: session.actor.id,
  expiresAt: session.expiresAt.toISOString(),
}));
