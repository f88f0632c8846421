import type { ExportFormat } from "#lib/dataset/index.ts";

type Format = {
  readonly id: ExportFormat;
  readonly name: string;
  readonly row: string;
  readonly keeps: string;
  /** Null where a row has no mask. */
  readonly mask: string | null;
  readonly loses: string;
};

/** What each format keeps; the facts are those of the export's own round trip. */
export const FORMATS: readonly Format[] = [
  {
    id: "canonical",
    name: "Canonical JSONL",
    row: "text, segments and steps",
    keeps: "Everything: typed steps, every candidate with its scores, provenance.",
    mask: "by character: start, end and train of each segment",
    loses: "nothing",
  },
  {
    id: "axolotl",
    name: "axolotl input_output",
    row: "segments with a label",
    keeps: "The text in order; axolotl trains what is labelled true.",
    mask: "by segment, each tokenised by itself",
    loses: "step types, candidates, scores",
  },
  {
    id: "preferences",
    name: "Preference pairs",
    row: "prompt, chosen, rejected",
    keeps:
      "For each pass of a search the thought that won and each that lost to it, with both log-probabilities (TRL).",
    mask: null,
    loses: "code, actions, ties within noise",
  },
];

/** A choice of formats with what each of them keeps. */
export function FormatTable({
  value,
  onChange,
}: {
  readonly value: ExportFormat;
  readonly onChange: (format: ExportFormat) => void;
}) {
  return (
    <fieldset className="format-table">
      <legend className="sr-only">Format</legend>
      {FORMATS.map((format) => (
        <label key={format.id} {...(format.id === value ? { "data-chosen": "" } : {})}>
          <input
            type="radio"
            name="format"
            value={format.id}
            checked={format.id === value}
            onChange={() => onChange(format.id)}
          />
          <span className="font-name">
            {format.name} <span className="font-normal text-text-3">{format.row}</span>
          </span>
          {format.mask === null ? (
            <span className="text-text-3">no mask</span>
          ) : (
            <span className="mask-full" title="carries the whole mask">
              <i />
              <i />
              <i />
              full mask
            </span>
          )}
          <span className="col-span-2 col-start-2 text-text-2">{format.keeps}</span>
          <span className="col-span-2 col-start-2 text-text-3">
            {format.mask !== null && `Mask ${format.mask}. `}Loses {format.loses}.
          </span>
        </label>
      ))}
    </fieldset>
  );
}
