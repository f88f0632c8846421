/** Name of the cookie that holds the session's token. */
const SESSION_COOKIE = "retrace_session";

/** The session's token in a `Cookie` header, or null. */
export function readSessionCookie(header: string | null): string | null {
  for (const pair of (header ?? "").split(";")) {
    const [name, ...value] = pair.split("=");
    if (name?.trim() === SESSION_COOKIE) return value.join("=").trim() || null;
  }
  return null;
}

/**
 * The `Set-Cookie` value of a new session. Without `Secure`: Retrace is served over plain http on this machine, where
 * not every browser would keep such a cookie.
 */
export function writeSessionCookie(token: string, lifeMs: number): string {
  const life = `Max-Age=${Math.floor(lifeMs / 1000)}`;
  return [`${SESSION_COOKIE}=${token}`, "Path=/", life, "HttpOnly", "SameSite=Strict"].join("; ");
}
