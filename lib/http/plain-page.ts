/** A page without script, for what must show before anyone is signed in. `next` is where the browser goes at once. */
export function plainPage(page: {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly next?: string;
  readonly link?: { readonly href: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
}): Response {
  const refresh =
    page.next === undefined ? "" : `<meta http-equiv="refresh" content="0; url=${escapeHtml(page.next)}">`;
  const link = page.link ? `<p><a href="${escapeHtml(page.link.href)}">${escapeHtml(page.link.text)}</a></p>` : "";
  const style = "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem}";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="/icon.svg"><title>${escapeHtml(page.title)} · Retrace</title>${refresh}<style>${style}</style></head>
<body><main><h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.text)}</p>${link}</main></body></html>`;
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...page.headers };
  return new Response(html, { status: page.status, headers });
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
