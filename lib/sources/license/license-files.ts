/** True for a path that detectLicense looks at by name: a licence text or a manifest that names one. */
export function isLicenseCandidate(path: string): boolean {
  return isLicenseText(path) || MANIFESTS.has(baseOf(path));
}

/** LICENSE, LICENCE, COPYING, UNLICENSE, with an ending or a suffix such as -MIT. */
export function isLicenseText(path: string): boolean {
  return (
    /^(licen[cs]e|copying|unlicen[cs]e|mit-licen[cs]e)([-._][\w.-]*)?$/i.test(baseOf(path)) &&
    !/\.(py|go|rs|[cm]?[jt]sx?|java|json|html?|c|h)$/i.test(path)
  );
}

/** LICENSE or COPYING without a suffix: the text for the whole, where there are several. */
export function isMainLicenseText(path: string): boolean {
  return /^(licen[cs]e|copying|unlicen[cs]e)(\.(md|txt|rst|markdown))?$/i.test(baseOf(path));
}

const MANIFESTS: ReadonlySet<string> = new Set(["package.json", "pyproject.toml", "Cargo.toml", "composer.json"]);

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
