import { controlNames } from "#lib/llm/scoring/control-tokens.ts";

/**
 * What is wrong with a text that is to be a developer's words, in a form that tells a model what to change; null where nothing
 * is. What passes may stand in a training text as it is: it can be stored, ends no tag of ours and opens no turn.
 */
export function wordsFault(text: string): string | null {
  if (text.trim() === "") return "is empty";
  if (!text.isWellFormed() || UNPRINTABLE.test(text))
    return "holds control characters or broken ones; write plain text";
  if (/^\s*(?:```|~~~)|```/m.test(text)) return "holds a code block; say it in words";
  const [tag] = OWN_TAG.exec(text) ?? [];
  if (tag !== undefined) return `holds the tag ${tag}; say it in words`;
  const [control] = controlNames(text);
  if (control !== undefined) return `holds ${control}, which models read as a control token; say it in words`;
  const [role] = ROLE.exec(text) ?? [];
  if (role !== undefined) return `holds the role marker "${role.trim()}"; write the developer's words alone`;
  const prose = text.replace(/`[^`\n]*`/g, " ");
  const [html] = HTML.exec(prose) ?? [];
  if (html !== undefined) return `holds the HTML ${html}; write plain text`;
  return isEnglish(prose) ? null : "is not in English; write it in English";
}

/** Stored text holds no NUL; other control characters, and direction marks that hide text, have no place in a thought. */
const UNPRINTABLE = /(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const OWN_TAG =
  /<\/?(?:think|thought|read|write|observation|plan|requirements|delegate|return|repository|tree|graph|analyze|refine|replace)(?:\s[^>\n]{0,200})?\/?>/i;
const ROLE =
  /^\s*(?:#{1,4}\s*)?(?:user|assistant|system|human|developer|instruction|response)\s*:(?=\s|$)|^#{1,4} (?:instruction|response)\b/im;
const HTML =
  /<\/?(?:a|b|br|code|div|em|h[1-6]|html|body|head|i|iframe|img|li|link|meta|ol|p|pre|script|span|strong|style|svg|table|td|th|tr|ul)(?:\s[^>\n]{0,200})?\/?>/i;

const FUNCTION_WORDS = new Set(
  `the to of and a in i is it that for will be as with on this so are not by its from which what or than before them if one at
  each they then an but should must can only no all how has have would could has does into where when because their there first
  my here also after need needs both`.split(/\s+/),
);
/** English prose has a third and more of these words, and other languages a tenth at most; shorter texts tell too little. */
const LEAST_SHARE = 0.15;
const LEAST_WORDS = 14;

function isEnglish(prose: string): boolean {
  const letters = prose.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter));
  if (letters.length >= 20 && latin.length < letters.length * 0.7) return false;
  const words = prose.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < LEAST_WORDS) return true;
  return words.filter((word) => FUNCTION_WORDS.has(word)).length >= words.length * LEAST_SHARE;
}
