import type { ReasonCode } from "#lib/curation/index.ts";

/** Why a trajectory or a step is rejected, in the order of their keys. */
export const REASONS: readonly { readonly code: ReasonCode; readonly name: string; readonly meaning: string }[] = [
  { code: "copies-code", name: "Copies code", meaning: "The thought quotes what it is about to write." },
  { code: "ungrounded", name: "Ungrounded", meaning: "It names what stands in no file it could know." },
  { code: "hindsight", name: "Hindsight", meaning: "It knows what only comes later." },
  { code: "too-vague", name: "Too vague", meaning: "It would fit any other file as well." },
  { code: "wrong-order", name: "Wrong order", meaning: "The file comes before what it needs." },
  { code: "other", name: "Other", meaning: "The note says why." },
];

/** "copies code, hindsight". */
export function reasonText(codes: readonly ReasonCode[]): string {
  return REASONS.filter(({ code }) => codes.includes(code))
    .map(({ name }) => name.toLowerCase())
    .join(", ");
}
