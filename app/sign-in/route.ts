import { writeSessionCookie } from "#lib/auth/cookie.ts";
import { exchangeSignInLink, SESSION_LIFE_MS } from "#lib/auth/session.ts";
import { plainPage } from "#lib/http/plain-page.ts";
import { problemPage } from "#lib/http/problem-page.ts";
import { refuseForeign } from "#lib/http/same-origin.ts";

/**
 * Spends the one-time link on the session cookie. Answers a page that moves on by itself instead of a redirect: after a
 * click on another site, a redirect would still count as that site's navigation and come without the Strict cookie.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    refuseForeign(request, { navigation: true });
    const link = new URL(request.url).searchParams.get("token") ?? "";
    const { token } = await exchangeSignInLink(link);
    return plainPage({
      status: 200,
      title: "Signed in",
      text: "Retrace opens in a moment.",
      next: "/",
      link: { href: "/", text: "Open Retrace" },
      headers: { "set-cookie": writeSessionCookie(token, SESSION_LIFE_MS) },
    });
  } catch (error) {
    return problemPage(error);
  }
}

/** Next would answer HEAD by running GET: a previewer of links would use the link up. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
