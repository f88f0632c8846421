"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Popover } from "#components/ui/popover.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Choices, FilterDraft, FilterProblems } from "./filter.ts";
import { VERDICTS } from "./filter.ts";

const NAMES = { license: "Licence", repository: "Repository", author: "Author", scorer: "Scorer" } as const;

/** Every condition of a dataset; an empty one does not restrict. */
export function FilterForm({
  draft,
  choices,
  problems,
  onChange,
}: {
  readonly draft: FilterDraft;
  readonly choices: Choices;
  readonly problems: FilterProblems;
  readonly onChange: (change: Partial<FilterDraft>) => void;
}) {
  return (
    <form className="filter-form" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Verdict</legend>
        <div className="flex h-7 items-center gap-3 text-12">
          {VERDICTS.map(({ id, label }) => (
            <Checkbox
              key={id}
              checked={draft.verdict.includes(id)}
              onChange={() => onChange({ verdict: toggled(draft.verdict, id) })}
            >
              {label}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      {(["license", "repository", "author", "scorer"] as const).map((name) => (
        <Several
          key={name}
          name={NAMES[name]}
          words={choices[name]}
          chosen={draft[name]}
          onToggle={(word) => onChange({ [name]: toggled(draft[name], word) })}
        />
      ))}
      <TextField
        label="Mean gain, at least"
        inputMode="decimal"
        placeholder="nats/unit"
        mono
        value={draft.minGain}
        problem={problems.minGain}
        onChange={(event) => onChange({ minGain: event.target.value })}
      />
      <TextField
        label="Leak, at most"
        inputMode="decimal"
        placeholder="% of 8-grams"
        mono
        value={draft.maxLeak}
        problem={problems.maxLeak}
        onChange={(event) => onChange({ maxLeak: event.target.value })}
      />
      <TextField
        label="Length, at most"
        inputMode="numeric"
        placeholder="characters"
        mono
        value={draft.maxCharacters}
        problem={problems.maxCharacters}
        onChange={(event) => onChange({ maxCharacters: event.target.value })}
      />
      <fieldset>
        <legend>Fidelity</legend>
        <div className="flex h-7 items-center text-12">
          <Checkbox checked={draft.unfaithful} onChange={(unfaithful) => onChange({ unfaithful })}>
            also where files differ
          </Checkbox>
        </div>
      </fieldset>
    </form>
  );
}

/** A choice of several words behind a button that names them. */
function Several({
  name,
  words,
  chosen,
  onToggle,
}: {
  readonly name: string;
  readonly words: readonly string[];
  readonly chosen: readonly string[];
  readonly onToggle: (word: string) => void;
}) {
  const shown = chosen.length === 0 ? "any" : chosen.length === 1 ? chosen[0] : `${formatCount(chosen.length)} chosen`;
  const trigger = (
    <Button className="w-full justify-between font-normal" disabled={words.length === 0}>
      <span className="truncate">
        <span className="sr-only">{name}: </span>
        {shown}
      </span>
      <ChevronDown aria-hidden="true" />
    </Button>
  );
  return (
    <div className="field">
      <span className="text-12 leading-4 font-medium" aria-hidden="true">
        {name}
      </span>
      <Popover trigger={trigger} label={name} width={260}>
        <ul className="grid gap-1 text-12">
          {words.map((word) => (
            <li key={word} className="flex min-h-6 items-center">
              <Checkbox checked={chosen.includes(word)} onChange={() => onToggle(word)}>
                <span className="[overflow-wrap:anywhere]">{word}</span>
              </Checkbox>
            </li>
          ))}
        </ul>
      </Popover>
    </div>
  );
}

function toggled(words: readonly string[], word: string): string[] {
  return words.includes(word) ? words.filter((each) => each !== word) : [...words, word];
}
