import { byCodeUnit } from "#lib/std/order.ts";
import { type IdentifierTable, identifiersOf, identifierTable, parseExpression } from "./license-expression.ts";
import { isLicenseText, isMainLicenseText } from "./license-files.ts";
import { manifestLicense } from "./license-manifest.ts";
import { matchLicense, type Template, templateOf } from "./license-text.ts";

type LicenseFile = { readonly path: string; readonly content: Uint8Array };
/** `spdx` is an SPDX expression; `path` the file that says so, above the sub-path where it begins with `../`. */
type DetectedLicense = { readonly spdx: string; readonly path: string };

/**
 * The licence of a source: what its licence texts are, held against what its manifest says. Folders are asked from the
 * source's own outwards and the first that says anything decides. Null when unknown; nothing is ever guessed.
 */
export async function detectLicense(files: readonly LicenseFile[]): Promise<DetectedLicense | null> {
  const known = await loadKnown();
  for (const folder of outwards(files)) {
    const found = inFolder(folder, known);
    if (found !== "silent") return found;
  }
  return fromHeaders(files, known.table);
}

type Known = { readonly table: IdentifierTable; readonly templates: readonly Template[] };
let loading: Promise<Known> | undefined;

/** Some megabytes of texts, read at the first use and kept as the few that are compared with. */
function loadKnown(): Promise<Known> {
  loading ??= import("spdx-license-list/full.js").then(({ default: list }) => ({
    table: identifierTable(Object.keys(list)),
    templates: COMMON.flatMap((id) => {
      const license = list[id];
      return license ? [templateOf(id, license.licenseText)] : [];
    }),
  }));
  return loading;
}

/** The files directly in the source's folder, then in each folder around it. */
function outwards(files: readonly LicenseFile[]): LicenseFile[][] {
  const near = files.filter((file) => !file.path.replace(/^(\.\.\/)+/, "").includes("/"));
  const folders = Map.groupBy(near, (file) => file.path.split("../").length);
  return [...folders]
    .sort(([a], [b]) => a - b)
    .map(([, inside]) => inside.toSorted((a, b) => byCodeUnit(a.path, b.path)));
}

/** Every text is compared with every template; a folder of thousands of licences is not a licence. */
const MAXIMUM_TEXTS = 20;

/** "silent" lets the folder around be asked; null is an answer: there are terms here, and they are not known. */
function inFolder(files: readonly LicenseFile[], known: Known): DetectedLicense | null | "silent" {
  const texts = files.filter((file) => isLicenseText(file.path)).slice(0, MAXIMUM_TEXTS);
  const recognised = texts.flatMap((file) => {
    const spdx = textLicense(decode(file.content), known);
    return spdx === null ? [] : [{ spdx, path: file.path }];
  });
  const stated = files.flatMap((file) => {
    const spdx = manifestLicense(file.path, decode(file.content), known.table);
    return spdx === null ? [] : [{ spdx, path: file.path }];
  });
  const manifest = new Set(stated.map((each) => each.spdx)).size === 1 ? stated[0] : undefined;
  const ids = [...new Set(recognised.map((each) => each.spdx))];
  if (manifest && (recognised.length === 0 || agrees(manifest.spdx, ids))) {
    return {
      spdx: manifest.spdx,
      path: recognised.length === 1 ? (recognised[0]?.path ?? manifest.path) : manifest.path,
    };
  }
  if (ids.length === 1) return recognised[0] ?? null;
  if (isLesser(ids)) return recognised.find((each) => each.spdx.startsWith("LGPL")) ?? null;
  const main = recognised.filter((each) => isMainLicenseText(each.path));
  if (main.length === 1) return main[0] ?? null;
  return texts.length === 0 && stated.length === 0 ? "silent" : null;
}

/** An explicit identifier in the file, else the text's likeness. */
function textLicense(text: string, known: Known): string | null {
  return headerOf(text, known.table) ?? matchLicense(text, known.templates)?.id ?? null;
}

/** True when everything found as text is named by the manifest; `GPL-3.0-only` as text is also that of `-or-later`. */
function agrees(expression: string, ids: readonly string[]): boolean {
  const named = new Set(identifiersOf(expression).map(family));
  return ids.every((id) => named.has(family(id)));
}

function family(id: string): string {
  return id.replace(/-(only|or-later)$/, "");
}

/** The LGPL 3 adds to the text of the GPL 3, so both lie side by side. */
function isLesser(ids: readonly string[]): boolean {
  return ids.length === 2 && ids.includes("GPL-3.0-only") && ids.includes("LGPL-3.0-only");
}

/** Headers decide where more than half of the files that could carry one do, and all of them say the same. */
function fromHeaders(files: readonly LicenseFile[], table: IdentifierTable): DetectedLicense | null {
  const code = files
    .filter((file) => !file.path.startsWith("../") && CODE.test(file.path))
    .toSorted((a, b) => byCodeUnit(a.path, b.path));
  const found = code.flatMap((file) => {
    const spdx = headerOf(decode(file.content.subarray(0, 2048)), table);
    return spdx === null ? [] : [{ spdx, path: file.path }];
  });
  const one = new Set(found.map((each) => each.spdx)).size === 1;
  return one && found.length * 2 > code.length ? (found[0] ?? null) : null;
}

const CODE = /\.([cm]?[jt]sx?|py|go|rs|java|c|h|cc|cpp|hpp|cs|rb|php|sh)$/;
const HEADER = /SPDX-License-Identifier:[ \t]*([^\r\n]{1,200}?)[ \t]*(?:\*\/|-->|\r?\n|$)/;

function headerOf(text: string, table: IdentifierTable): string | null {
  const said = HEADER.exec(text.slice(0, 2048))?.[1];
  return said === undefined ? null : parseExpression(said, table);
}

function decode(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

/**
 * What is compared with. A GNU text alone cannot say "or later", so it counts as `-only`, the narrower reading, unless
 * a manifest says more.
 */
const COMMON = [
  "0BSD",
  "AFL-3.0",
  "AGPL-3.0-only",
  "Apache-1.1",
  "Apache-2.0",
  "Artistic-1.0",
  "Artistic-2.0",
  "BlueOak-1.0.0",
  "BSD-1-Clause",
  "BSD-2-Clause",
  "BSD-2-Clause-Patent",
  "BSD-3-Clause",
  "BSD-3-Clause-Clear",
  "BSD-4-Clause",
  "BSL-1.0",
  "BUSL-1.1",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC-BY-SA-3.0",
  "CC-BY-SA-4.0",
  "CC-BY-NC-4.0",
  "CC-BY-NC-SA-4.0",
  "CC-BY-ND-4.0",
  "CC0-1.0",
  "CDDL-1.0",
  "CDDL-1.1",
  "CECILL-2.1",
  "CPL-1.0",
  "ECL-2.0",
  "EPL-1.0",
  "EPL-2.0",
  "EUPL-1.1",
  "EUPL-1.2",
  "GPL-1.0-only",
  "GPL-2.0-only",
  "GPL-3.0-only",
  "HPND",
  "IPL-1.0",
  "ISC",
  "JSON",
  "LGPL-2.0-only",
  "LGPL-2.1-only",
  "LGPL-3.0-only",
  "LPPL-1.3c",
  "MIT",
  "MIT-0",
  "MPL-1.1",
  "MPL-2.0",
  "MS-PL",
  "MS-RL",
  "MulanPSL-2.0",
  "NCSA",
  "ODbL-1.0",
  "OFL-1.1",
  "OSL-3.0",
  "PHP-3.01",
  "PostgreSQL",
  "PSF-2.0",
  "Python-2.0",
  "Ruby",
  "SSPL-1.0",
  "Unlicense",
  "UPL-1.0",
  "Vim",
  "W3C",
  "WTFPL",
  "X11",
  "Zlib",
  "ZPL-2.1",
] as const;
