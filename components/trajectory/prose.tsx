import { Fragment } from "react";

/** A thought as paragraphs, with names in backticks set in mono. Text is hostile: nothing of it becomes markup. */
export function Prose({ text }: { readonly text: string }) {
  const paragraphs = text.split(/\n{2,}/u).filter((paragraph) => paragraph.trim() !== "");
  return paragraphs.map((paragraph, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text never change places
    <p key={index}>
      {paragraph.split(/(`[^`\n]+`)/u).map((part, place) =>
        part.length > 2 && part.startsWith("`") && part.endsWith("`") ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one paragraph never change places
          <code key={place}>{part.slice(1, -1)}</code>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one paragraph never change places
          <Fragment key={place}>{part}</Fragment>
        ),
      )}
    </p>
  ));
}
