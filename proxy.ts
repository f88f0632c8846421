import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { authenticate } from "#lib/http/authenticate.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { problemPage } from "#lib/http/problem-page.ts";
import { refuseForeign } from "#lib/http/same-origin.ts";
import { securityHeaders } from "#lib/http/security-headers.ts";

/**
 * Everything but built files and icons. Uploads are left out because Next holds the body of every request that passes
 * here in memory and cuts it off at 10 MB; that route refuses and authenticates by itself, as all routes do.
 */
export const config = { matcher: ["/((?!_next/static/|api/uploads$|icon\\.svg$|apple-icon\\.png$|favicon\\.ico$).*)"] };

/** First who asks from where, then who is signed in; then the page or route itself. */
export async function proxy(request: NextRequest): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  const headers = securityHeaders(nonce, process.env.NODE_ENV === "development");
  const response = (await refusal(request)) ?? passOn(request, nonce, headers);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** The reply to a request that goes no further, or null. */
async function refusal(request: NextRequest): Promise<Response | null> {
  const { pathname } = request.nextUrl;
  const isApi = pathname.startsWith("/api/");
  try {
    refuseForeign(request, { navigation: !isApi });
    if (pathname !== "/sign-in") await authenticate(request.headers);
    return null;
  } catch (error) {
    return isApi ? problemResponse(error) : problemPage(error);
  }
}

/** Next reads the nonce from the request's policy and puts it on the scripts it writes. */
function passOn(request: NextRequest, nonce: string, headers: Readonly<Record<string, string>>): NextResponse {
  const onward = new Headers(request.headers);
  onward.set("x-nonce", nonce);
  onward.set("content-security-policy", headers["content-security-policy"] ?? "");
  return NextResponse.next({ request: { headers: onward } });
}
