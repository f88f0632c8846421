import type { Language } from "./schema.ts";

/** The language by file name, then by extension, then by the interpreter of a `#!` line. */
export function languageOf(path: string, text: string): Language {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lower = name.toLowerCase();
  const byName = BY_NAME.get(lower);
  if (byName) return byName;
  const dot = lower.lastIndexOf(".");
  const byExtension = dot >= 0 ? BY_EXTENSION.get(lower.slice(dot + 1)) : undefined;
  if (byExtension === "c" && lower.endsWith(".h") && IN_CPP_HEADER.test(text.slice(0, HEADER_CHARACTERS))) return "cpp";
  // Programs in other languages are called `.sh` as well.
  if (byExtension === "shell") return languageOfShebang(text) ?? byExtension;
  if (byExtension) return byExtension;
  // Frameworks have names of their own for files of PHP, which others use for something else.
  if (PHP_BY_CONTENT.test(lower) && /^(?:#![^\n]*\n)?\s{0,100}<\?php\b/i.test(text.slice(0, 300))) return "php";
  if (
    /\.(inc|def|x)$/.test(lower) &&
    /^[ \t]*#[ \t]*(include|define|ifdef|ifndef|if)\b/m.test(text.slice(0, HEADER_CHARACTERS))
  ) {
    return IN_CPP_HEADER.test(text.slice(0, HEADER_CHARACTERS)) ? "cpp" : "c";
  }
  const byShebang = languageOfShebang(text);
  if (byShebang) return byShebang;
  if (/^(license|licence|copying|notice|authors|contributors|readme|changelog|changes|news|todo)$/.test(lower)) {
    return "text";
  }
  return "other";
}

const HEADER_CHARACTERS = 100_000;
/** What no C header has outside comments; `extern "C"` and `#ifdef __cplusplus` stand in headers of both. */
const IN_CPP_HEADER =
  /^[ \t]*(?:(?:inline[ \t]+)?namespace(?:[ \t]+[\w:]+)?[ \t]*(?:\{|$)|template[ \t]*<|using[ \t]+(?:namespace[ \t]+)?[\w:]+[ \t]*[=;]|class[ \t]+[\w \t]+(?:[:{]|$)|(?:public|private|protected)[ \t]*:|#[ \t]*include[ \t]*<(?:string|vector|map|memory|functional|iostream|utility|type_traits|cstdint|cstddef|string_view|optional)>)/m;

const BY_EXTENSION = new Map<string, Language>(
  Object.entries({
    ts: "typescript",
    mts: "typescript",
    cts: "typescript",
    tsx: "tsx",
    js: "javascript",
    mjs: "javascript",
    cjs: "javascript",
    jsx: "javascript",
    py: "python",
    pyi: "python",
    pyw: "python",
    go: "go",
    java: "java",
    rs: "rust",
    c: "c",
    h: "c",
    cc: "cpp",
    cpp: "cpp",
    cxx: "cpp",
    hh: "cpp",
    hpp: "cpp",
    hxx: "cpp",
    "c++": "cpp",
    "h++": "cpp",
    inl: "cpp",
    ipp: "cpp",
    tpp: "cpp",
    tcc: "cpp",
    txx: "cpp",
    ixx: "cpp",
    cppm: "cpp",
    cs: "csharp",
    rb: "ruby",
    rake: "ruby",
    gemspec: "ruby",
    ru: "ruby",
    thor: "ruby",
    podspec: "ruby",
    jbuilder: "ruby",
    php: "php",
    phtml: "php",
    sh: "shell",
    bash: "shell",
    zsh: "shell",
    fish: "shell",
    ps1: "powershell",
    psm1: "powershell",
    css: "css",
    scss: "css",
    less: "css",
    html: "html",
    htm: "html",
    json: "json",
    jsonc: "json",
    json5: "json",
    map: "json",
    webmanifest: "json",
    yaml: "yaml",
    yml: "yaml",
    toml: "toml",
    md: "markdown",
    mdx: "markdown",
    markdown: "markdown",
    sql: "sql",
    txt: "text",
    rst: "text",
    adoc: "text",
    tex: "text",
    log: "text",
  } as const),
);

const PHP_BY_CONTENT = /\.(?:inc|module|install|theme|profile|engine|test|ctp|php[3-8])$/;

const BY_NAME = new Map<string, Language>(
  Object.entries({
    "go.mod": "other",
    "go.sum": "text",
    "go.work": "other",
    "cargo.lock": "toml",
    "poetry.lock": "toml",
    "uv.lock": "toml",
    pipfile: "toml",
    "pipfile.lock": "json",
    rakefile: "ruby",
    gemfile: "ruby",
    guardfile: "ruby",
    capfile: "ruby",
    thorfile: "ruby",
    vagrantfile: "ruby",
    appraisals: "ruby",
    ".irbrc": "ruby",
    ".pryrc": "ruby",
    ".simplecov": "ruby",
    ".babelrc": "json",
    ".eslintrc": "json",
    ".prettierrc": "json",
    ".swcrc": "json",
    ".npmrc": "other",
    ".bashrc": "shell",
    ".profile": "shell",
    ".zshrc": "shell",
    "yarn.lock": "text",
  } as const),
);

function languageOfShebang(text: string): Language | null {
  if (!text.startsWith("#!")) return null;
  const line = text.slice(2, 200).split("\n", 1)[0] ?? "";
  if (/\bpython[\d.]*\b/.test(line)) return "python";
  if (/\b(node|bun)\b/.test(line)) return "javascript";
  if (/\b(deno|tsx|ts-node)\b/.test(line)) return "typescript";
  if (/\bruby\b/.test(line)) return "ruby";
  if (/\bphp\b/.test(line)) return "php";
  if (/\bpwsh\b/.test(line)) return "powershell";
  return /\b(ba|z|da|k|fi)?sh\b/.test(line) ? "shell" : null;
}
