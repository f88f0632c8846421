import type { RepositoryRow } from "#lib/sources/index.ts";
import { languageName, languageText } from "./rows.ts";

const INKS = ["var(--q7)", "var(--q6)", "var(--q5)", "var(--q4)", "var(--q3)"];

/** Shares of source bytes as a strip, the largest darkest, with the words beside it. */
export function LanguageBar({ languages }: { readonly languages: RepositoryRow["languages"] }) {
  if (languages.length === 0) return null;
  const title = languages.map(({ language, share }) => `${languageName(language)} ${(share * 100).toFixed(1)} %`);
  return (
    <span className="flex items-center gap-2" title={title.join(", ")}>
      <span className="flex h-2 w-14 flex-none gap-px overflow-hidden rounded-mark" aria-hidden="true">
        {languages.slice(0, INKS.length).map(({ language, share }, index) => (
          <i key={language} style={{ width: `${share * 100}%`, background: INKS[index] }} />
        ))}
      </span>
      <span className="truncate">{languageText(languages)}</span>
    </span>
  );
}
