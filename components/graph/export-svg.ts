/** The picture as a file that needs neither our style sheet nor our fonts: every token is replaced by its colour. */
export function svgDocument(svg: SVGSVGElement, size: { readonly width: number; readonly height: number }): string {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return "";
  const margin = 24;
  const width = Math.ceil(size.width + 2 * margin);
  const height = Math.ceil(size.height + 2 * margin);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.querySelector("g")?.setAttribute("transform", `translate(${margin} ${margin})`);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent =
    "text{font-family:ui-sans-serif,system-ui,sans-serif;font-size:11px;fill:var(--text-3)}" +
    ".graph-name{font-size:12px;font-weight:550}.graph-label-focus{font-weight:550}" +
    ".graph-mono{font-family:ui-monospace,Menlo,monospace;font-size:10.5px}";
  copy.prepend(style);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "var(--surface)");
  style.after(ground);
  return replaceTokens(new XMLSerializer().serializeToString(copy));
}

/** Offers a text as a file to keep. */
export function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Other programs know no custom properties and few know OKLCH, so the browser converts each token to RGB. */
function replaceTokens(text: string): string {
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map<string, string>();
  return text.replace(/var\((--[a-z0-9-]+)\)/gu, (_whole, token: string) => {
    const before = known.get(token);
    if (before !== undefined) return before;
    if (!context) return "#808080";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = style.getPropertyValue(token).trim();
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    const color = `rgb(${red},${green},${blue})`;
    known.set(token, color);
    return color;
  });
}
