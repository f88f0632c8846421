/** Headers of every reply that passes the proxy. `nonce` is the one Next puts on its own scripts. */
export function securityHeaders(nonce: string, development: boolean): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(nonce, development),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  };
}

/**
 * Own files only. Scripts: ours, and inline ones with the nonce (Next's data). Styles may be inline, because Monaco and
 * Radix write style elements without a nonce. Workers may come from blobs and WebAssembly may compile, for Monaco and
 * the parsers. React needs eval in development alone, and the development server its web socket.
 */
function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
