import { readSessionCookie } from "#lib/auth/cookie.ts";
import { findSession, type Session } from "#lib/auth/session.ts";
import { AppError } from "#lib/std/errors.ts";

/** The session of a request, or `unauthenticated`. */
export async function authenticate(headers: Headers): Promise<Session> {
  const session = await findSession(readSessionCookie(headers.get("cookie")));
  if (session) return session;
  throw new AppError(
    "unauthenticated",
    "Not signed in. Open the sign-in link that `npm start` printed, or run `npm run retrace sign-in` for a new one.",
  );
}
