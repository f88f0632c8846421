/** How numbers read. An unknown value is the empty string, never NaN or a dash. */
type Unknown = number | null | undefined;

const MINUS = "−";

/** Change of S with its sign and a true minus, three decimals: "+0.039". Higher is better. */
export function formatGain(value: Unknown, digits = 3): string {
  if (!isKnown(value)) return "";
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value > 0 ? "+" : MINUS}${text}`;
}

/** Which side of zero a gain stands on once rounded as shown, so that colour and figure agree. */
export function gainSign(value: Unknown, digits = 3): "better" | "worse" | "zero" {
  if (!isKnown(value) || Number(Math.abs(value).toFixed(digits)) === 0) return "zero";
  return value > 0 ? "better" : "worse";
}

/** Total change of a line in nats, two decimals with sign: "−1.13". */
export function formatNats(value: Unknown): string {
  return formatGain(value, 2);
}

/** S in nats per unit: three decimals, no sign. */
export function formatS(value: Unknown): string {
  return isKnown(value) ? value.toFixed(3) : "";
}

/** A share of 0 to 1 as "4.6 %": one decimal, and a space before the sign. */
export function formatPercent(share: Unknown, digits = 1): string {
  return isKnown(share) ? `${signed((share * 100).toFixed(digits))} %` : "";
}

/** Commas to 99,999, then "484k", then "8.95 M". */
export function formatCount(value: Unknown): string {
  if (!isKnown(value)) return "";
  const size = Math.abs(value);
  if (size < 100_000) return signed(withCommas(Math.round(value)));
  if (size < 999_500) return signed(`${Math.round(value / 1000)}k`);
  return signed(`${(value / 1_000_000).toFixed(2)} M`);
}

/** "$2.18" and "$0.30"; four decimals below a dollar where there are parts of a cent: "$0.0412". */
export function formatUsd(usd: Unknown): string {
  if (!isKnown(usd)) return "";
  if (usd === 0) return "$0";
  if (usd < 0.00005) return "under $0.0001";
  if (usd < 0.99995 && Math.abs(usd * 100 - Math.round(usd * 100)) > 1e-9) return `$${usd.toFixed(4)}`;
  const text = usd.toFixed(2);
  return `$${withCommas(Math.floor(Number(text)))}${text.slice(-3)}`;
}

/** "61 MB": powers of ten, at most three figures. */
export function formatBytes(bytes: Unknown): string {
  if (!isKnown(bytes)) return "";
  let value = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (value < 999.5) return `${value < 9.95 && unit !== "B" ? value.toFixed(1) : Math.round(value)} ${unit}`;
    value /= 1000;
  }
  return `${value.toFixed(1)} TB`;
}

/** A clock-like length up to ten minutes ("0:07"), then "17 min", "2 h 5 min". */
export function formatDuration(milliseconds: Unknown): string {
  if (!isKnown(milliseconds)) return "";
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A length in words: "840 ms", "1.4 s", "1 min 12 s". */
export function formatTime(milliseconds: Unknown): string {
  if (!isKnown(milliseconds)) return "";
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return formatDuration(milliseconds);
}

/** "14:32:08" in the reader's own time zone. */
export function formatClock(iso: string | null | undefined): string {
  const date = parseDate(iso);
  return date ? `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}` : "";
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "20 Nov 2026". */
export function formatDate(iso: string | null | undefined): string {
  const date = parseDate(iso);
  return date ? `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}` : "";
}

/** How long ago: "just now", "4 min ago", "3 h ago", then the date. */
export function formatAgo(iso: string | null | undefined, nowMs: number): string {
  const date = parseDate(iso);
  if (!date) return "";
  const seconds = Math.round((nowMs - date.getTime()) / 1000);
  if (seconds < 45) return "just now";
  if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return formatDate(iso);
}

/** First seven characters of a hash. */
export function formatHash(hash: string | null | undefined): string {
  return hash ? hash.slice(0, 7) : "";
}

/** "1 file", "214 files". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Folder (with its slash) and file name, which are set in two inks. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const cut = path.lastIndexOf("/") + 1;
  return { folder: path.slice(0, cut), name: path.slice(cut) };
}

function isKnown(value: Unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function signed(text: string): string {
  return text.replace("-", MINUS);
}

function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/gu, ",");
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

function parseDate(iso: string | null | undefined): Date | null {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}
