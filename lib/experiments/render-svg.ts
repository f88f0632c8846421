import { at } from "#lib/std/assert.ts";
import type { Figure } from "./schema.ts";

/** Told apart by colour and by dashes, so that print and colour blindness lose nothing. Okabe and Ito's colours (2008). */
const STROKES = [
  { colour: "#0072b2", dashes: "" },
  { colour: "#d55e00", dashes: "6 3" },
  { colour: "#009e73", dashes: "2 3" },
  { colour: "#cc79a7", dashes: "8 3 2 3" },
  { colour: "#56b4e9", dashes: "1 2" },
] as const;
const LEGEND_LINE = 18;

/** A figure as an SVG document of its own, which reads on white and on dark pages. */
export function renderSvg(figure: Figure): string {
  const height = figure.height + LEGEND_LINE * figure.lines.length + 8;
  const left = at(figure.xTicks, 0).at;
  const right = figure.xTicks.at(-1)?.at ?? figure.width;
  const bottom = figure.yTicks[0]?.at ?? figure.height;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${figure.width}" height="${height}" viewBox="0 0 ${figure.width} ${height}" role="img">`,
    `<title>${escapeText(figure.title)}</title>`,
    `<rect width="${figure.width}" height="${height}" fill="#ffffff"/>`,
    `<g font-family="system-ui, sans-serif" font-size="12" fill="#24292f">`,
    ...figure.yTicks.map(
      (tick) =>
        `<path d="M${left} ${tick.at}H${right}" stroke="#d0d7de"/><text x="${left - 8}" y="${tick.at + 4}" text-anchor="end">${escapeText(tick.label)}</text>`,
    ),
    ...figure.xTicks.map(
      (tick) => `<text x="${tick.at}" y="${bottom + 18}" text-anchor="middle">${escapeText(tick.label)}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle">${escapeText(figure.xLabel)}</text>`,
    `<text transform="translate(14 ${bottom / 2}) rotate(-90)" text-anchor="middle">${escapeText(figure.yLabel)}</text>`,
    ...figure.lines.flatMap((line, index) => drawLine(figure, line, index)),
    "</g>",
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function drawLine(figure: Figure, line: Figure["lines"][number], index: number): string[] {
  const { colour, dashes } = at(STROKES, index % STROKES.length);
  const stroke = `stroke="${colour}" stroke-width="2"${dashes === "" ? "" : ` stroke-dasharray="${dashes}"`}`;
  const legendY = figure.height + LEGEND_LINE * index + 4;
  const legendX = at(figure.xTicks, 0).at;
  return [
    ...(line.band.length > 0 ? [`<path d="${pathOf(line.band)}Z" fill="${colour}" opacity="0.15"/>`] : []),
    `<path d="${pathOf(line.points)}" fill="none" ${stroke}/>`,
    ...line.points.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`),
    `<path d="M${legendX} ${legendY}h28" ${stroke}/><text x="${legendX + 36}" y="${legendY + 4}">${escapeText(line.name)}</text>`,
  ];
}

function pathOf(points: Figure["lines"][number]["points"]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
