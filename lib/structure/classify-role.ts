import type { Language, Role } from "./schema.ts";

/** What a text file is for. The first rule that holds decides: vendored, generated, test, config, docs, source. */
export function roleOf(path: string, text: string, language: Language): Role {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf("/") + 1);
  if (VENDORED.test(`/${lower}`) || MINIFIED_NAME.test(name)) return "vendored";
  if (isGenerated(lower, name, text, language)) return "generated";
  if (isTest(lower, name, language)) return "test";
  if (isConfig(lower, name, language)) return "config";
  if (isDocs(lower, name, language)) return "docs";
  return "source";
}

const VENDORED =
  /\/(vendor|vendors|vendored|_vendor|node_modules|bower_components|third_party|third-party|thirdparty|site-packages|\.yarn)\//;
const MINIFIED_NAME = /[.-]min\.(m?js|cjs|css)$/;
const LOCKFILE =
  /^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|composer\.lock|gemfile\.lock|go\.sum|go\.work\.sum|mix\.lock|flake\.lock|pubspec\.lock|packages\.lock\.json)$/;
const GENERATED_NAME =
  /(\.map|\.snap|\.pb\.go|_pb2(_grpc)?\.pyi?|_pb\.(js|d\.ts)|\.pb\.(cc|h)|\.g\.dart|\.designer\.cs|\.tsbuildinfo)$/;
/**
 * The marks are comments of the first lines, so that a program that writes such marks is not one itself. One star at a
 * time: a repeated repetition takes for ever on a line of stars.
 */
const GENERATED_MARK =
  /^\s*(?:\/\/|\/?\*|#|--|;|<!--)+.{0,200}(?:\bcode generated\b.{0,200}\bdo not edit\b|@generated\b|\bautomatically generated\b.{0,200}\bdo not (?:edit|modify)\b|\bthis is an auto-?generated file\b|\bthis file (?:is|was) (?:auto-?|automatically )?generated\b)/im;

const LARGEST_DRAWING = 20_000;

function isGenerated(lower: string, name: string, text: string, language: Language): boolean {
  if (LOCKFILE.test(name) || GENERATED_NAME.test(name)) return true;
  if (/(^|\/)__snapshots__\//.test(lower)) return true;
  // A drawing of this size comes out of a drawing program; nobody thinks its numbers up.
  if (lower.endsWith(".svg") && text.length > LARGEST_DRAWING) return true;
  if (GENERATED_MARK.test(text.slice(0, 2048).split("\n", 20).join("\n")) && language !== "markdown") return true;
  return isMinified(text, language);
}

/** A program of at least 5,000 characters whose lines are longer than 500 on average was not written by hand. */
function isMinified(text: string, language: Language): boolean {
  if (language !== "javascript" && language !== "css" && language !== "typescript") return false;
  if (text.length < 5000) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return text.length / lines > 500;
}

const TEST_FOLDER =
  /(^|\/)(tests?|__tests__|__mocks__|specs?|e2e|testdata|test-?utils|testing|__fixtures__|fixtures)\//;
const TEST_NAME =
  /(\.(test|spec|e2e|bench|test-d)\.[cm]?[jt]sx?$)|(^test_[^/]*\.py$)|(_test\.(py|go|rb|cc|cpp|c)$)|(^conftest\.py$)|(^tests?\.(py|[cm]?[jt]s)$)|(tests?\.(java|cs|php)$)|(_spec\.rb$)/;

function isTest(lower: string, name: string, language: Language): boolean {
  if (language === "markdown" && !TEST_FOLDER.test(lower)) return false;
  // "testing" and "spec" name product code too, so a folder decides only with a language that is not Go's or prose.
  if (language === "go") return TEST_NAME.test(name) || /(^|\/)testdata\//.test(lower);
  if (/^(readme|license|licence)(\.|$)/.test(name)) return false;
  // Packages of product code may be called "test" or "spec"; the source set says what they are.
  if (language === "java") {
    const set = /(^|\/)src\/([a-z]\w*)\/(java|resources|generated)/.exec(lower)?.[2];
    if (set === "main") return false;
    if (set !== undefined && /test|^it$/.test(set)) return true;
  }
  return TEST_NAME.test(name) || TEST_FOLDER.test(lower);
}

const CONFIG_NAME =
  /^(package\.json|go\.(mod|work)|pyproject\.toml|setup\.(py|cfg)|requirements[^/]*\.(txt|in)|constraints[^/]*\.txt|pipfile|tox\.ini|noxfile\.py|manifest\.in|makefile|gnumakefile|.*\.mk|dockerfile.*|.*\.dockerfile|docker-compose[^/]*|compose\.ya?ml|cmakelists\.txt|.*\.cmake|build(\.bazel)?|workspace(\.bazel)?|cargo\.toml|composer\.json|gemfile|rakefile|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|gradle\.properties|gradlew(\.bat)?|procfile|vagrantfile|justfile|taskfile\.ya?ml|jenkinsfile|codecov\.ya?ml|lerna\.json|nx\.json|turbo\.json|vercel\.json|netlify\.toml|deno\.jsonc?|jsr\.json|components\.json|biome\.jsonc?|pnpm-workspace\.yaml|renovate\.json|mypy\.ini|pytest\.ini|codeowners|next-env\.d\.ts|vite-env\.d\.ts)$/;
const CONFIG_PATTERN =
  /^((ts|js)config([.-][^/]*)?\.json|[^/]+\.(config|conf|rc)\.([cm]?[jt]sx?|json|ya?ml|toml)|[^/]+\.(ini|cfg|conf|properties|env|editorconfig|csproj|sln|gradle))$/;

function isConfig(lower: string, name: string, language: Language): boolean {
  if (CONFIG_NAME.test(name) || CONFIG_PATTERN.test(name)) return true;
  if (name.startsWith(".") || /(^|\/)\.[^/]+\//.test(lower)) return language !== "markdown";
  const atRoot = !lower.includes("/");
  return atRoot && (language === "json" || language === "yaml" || language === "toml");
}

const DOCS_NAME =
  /^(licen[cs]e|copying|notice|authors|contributors|maintainers|readme|changelog|changes|history|news|todo|security|code_of_conduct|contributing|patents|thanks|credits|citation)([.-][^/]*)?$/;

function isDocs(lower: string, name: string, language: Language): boolean {
  if (DOCS_NAME.test(name) && !/\.(py|go|[cm]?[jt]sx?|rs|java|c|h|cpp)$/.test(name)) return true;
  if (language === "markdown") return true;
  return language === "text" && (/\.(txt|rst|adoc|tex)$/.test(name) || /(^|\/)docs?\//.test(lower));
}
