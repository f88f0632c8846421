/**
 * The only door to Monaco: the editor core, find and diff, and the tokenisers we need. No language services, no loader
 * that fetches from elsewhere. Import this file lazily; it reaches for `window` and is large.
 */
import "monaco-editor/features/clipboard/register.js";
import "monaco-editor/features/diffEditor/register.js";
import "monaco-editor/features/find/register.js";
import "monaco-editor/features/folding/register.js";
import "monaco-editor/features/toggleTabFocusMode/register.js";
import "monaco-editor/languages/definitions/cpp/register.js";
import "monaco-editor/languages/definitions/csharp/register.js";
import "monaco-editor/languages/definitions/css/register.js";
import "monaco-editor/languages/definitions/go/register.js";
import "monaco-editor/languages/definitions/html/register.js";
import "monaco-editor/languages/definitions/ini/register.js";
import "monaco-editor/languages/definitions/java/register.js";
import "monaco-editor/languages/definitions/javascript/register.js";
import "monaco-editor/languages/definitions/markdown/register.js";
import "monaco-editor/languages/definitions/php/register.js";
import "monaco-editor/languages/definitions/python/register.js";
import "monaco-editor/languages/definitions/ruby/register.js";
import "monaco-editor/languages/definitions/rust/register.js";
import "monaco-editor/languages/definitions/shell/register.js";
import "monaco-editor/languages/definitions/sql/register.js";
import "monaco-editor/languages/definitions/typescript/register.js";
import "monaco-editor/languages/definitions/yaml/register.js";
import { editor } from "monaco-editor/editor/editor.api.js";

export { editor };

self.MonacoEnvironment = {
  getWorker: () => new Worker(new URL("monaco-editor/editor/editor.worker", import.meta.url), { type: "module" }),
};

const themeName = "retrace";

/** Paints the editor in the page's tokens, now and whenever the page changes its theme; returns how to stop. */
export function followTheme(): () => void {
  applyTheme();
  const observer = new MutationObserver(applyTheme);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", applyTheme);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", applyTheme);
  };
}

function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const ink = (token: string) => toHex(style.getPropertyValue(token).trim());
  const isDark = style.colorScheme === "dark";
  editor.defineTheme(themeName, {
    base: isDark ? "vs-dark" : "vs",
    inherit: false,
    rules: [
      { token: "", foreground: ink("--text").slice(1) },
      ...["keyword", "tag", "metatag", "type.keyword"].map((token) => rule(token, ink("--c-key"))),
      ...["string", "attribute.value", "regexp"].map((token) => rule(token, ink("--c-str"))),
      ...["comment", "comment.doc"].map((token) => rule(token, ink("--c-com"))),
      ...["number", "constant"].map((token) => rule(token, ink("--c-num"))),
    ],
    colors: {
      "editor.background": ink("--surface"),
      "editor.foreground": ink("--text"),
      "editorLineNumber.foreground": ink("--text-3"),
      "editorLineNumber.activeForeground": ink("--text-2"),
      "editor.selectionBackground": `${ink("--accent")}40`,
      "editor.inactiveSelectionBackground": `${ink("--accent")}26`,
      "editor.lineHighlightBackground": ink("--hover"),
      "editor.lineHighlightBorder": "#00000000",
      "editor.findMatchBackground": `${ink("--accent")}66`,
      "editor.findMatchHighlightBackground": `${ink("--accent")}33`,
      "editorIndentGuide.background1": ink("--line"),
      "editorIndentGuide.activeBackground1": ink("--line-2"),
      "editorWidget.background": ink("--raised"),
      "editorWidget.border": ink("--line-2"),
      "input.background": ink("--field"),
      "input.foreground": ink("--text"),
      focusBorder: ink("--focus"),
      "diffEditor.insertedTextBackground": `${ink("--d-ins")}`,
      "diffEditor.removedTextBackground": `${ink("--line-2")}`,
      "diffEditor.insertedLineBackground": `${ink("--d-ins")}66`,
      "diffEditor.removedLineBackground": ink("--d-del"),
      "scrollbarSlider.background": `${ink("--line-3")}55`,
      "scrollbarSlider.hoverBackground": `${ink("--line-3")}88`,
      "scrollbarSlider.activeBackground": `${ink("--line-3")}aa`,
    },
  });
  editor.setTheme(themeName);
}

function rule(token: string, hex: string): { token: string; foreground: string } {
  return { token, foreground: hex.slice(1) };
}

/** Monaco knows hexadecimal colours only, our tokens are OKLCH: the browser itself converts, on one pixel. */
function toHex(color: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || color === "") return "#808080";
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Options that every editor here shares: it is read, not written, and Tab leaves it. */
export const readOptions = {
  readOnly: true,
  domReadOnly: true,
  tabFocusMode: true,
  automaticLayout: true,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  // By default the number of an empty last line is dimmed until nobody can read it.
  renderFinalNewline: "on",
  fontFamily: '"Geist Mono", ui-monospace, Menlo, monospace',
  fontSize: 12,
  lineHeight: 18,
  fontLigatures: false,
  renderLineHighlight: "none",
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  stickyScroll: { enabled: false },
  bracketPairColorization: { enabled: false },
  matchBrackets: "never",
  contextmenu: false,
  links: false,
  occurrencesHighlight: "off",
  selectionHighlight: false,
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
  scrollbar: {
    verticalScrollbarSize: 10,
    horizontalScrollbarSize: 10,
    useShadows: false,
    alwaysConsumeMouseWheel: false,
  },
  padding: { top: 6, bottom: 12 },
} as const satisfies editor.IStandaloneEditorConstructionOptions;
