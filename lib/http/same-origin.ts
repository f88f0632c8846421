import { env } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

type Asked = { readonly method: string; readonly headers: Headers };

/**
 * Refuses what another site may have sent through the owner's browser. A foreign `Host` is a name that was made to
 * point here (DNS rebinding); a foreign `Origin` or `Sec-Fetch-Site` is another page's request. Any port is allowed in
 * `Host`, since a tunnel to a remote machine changes it and no page can: the origin must have the same one.
 */
export function refuseForeign({ method, headers }: Asked, options: { readonly navigation: boolean }): void {
  const host = (headers.get("host") ?? "").toLowerCase();
  const name = host.replace(/:\d+$/, "");
  if (![...LOOPBACK, ...env().RETRACE_HOSTS].includes(name)) {
    throw new AppError(
      "forbidden",
      `Retrace does not answer to the name ${JSON.stringify(name)}. Open it as localhost, or add the name to RETRACE_HOSTS.`,
    );
  }
  if (isOwnPage(headers, host)) return;
  if (options.navigation && method === "GET" && isNavigation(headers)) return;
  throw new AppError("forbidden", "This request came from another site's page. Open Retrace itself and try there.");
}

/**
 * Browsers send `Sec-Fetch-Site` to loopback and https; where it is there it decides. `Origin: null` is what our own
 * pages send under `Referrer-Policy: no-referrer` in some browsers, and what sandboxed foreign frames send: it counts
 * for nothing by itself.
 */
function isOwnPage(headers: Headers, host: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null || (origin === "null" && site === "same-origin")) return true;
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** A followed link: it changes nothing here, and a SameSite=Strict cookie does not come with it from another site. */
function isNavigation(headers: Headers): boolean {
  return headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
}
