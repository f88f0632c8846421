import type { Verdict } from "#lib/curation/index.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import type { RepositoryCard } from "#lib/trajectory/index.ts";
import type { DatasetFilter, DatasetPreview } from "./schema.ts";

/** A finished trajectory as far as a filter looks at it. */
export type Offer = {
  readonly trajectoryId: string;
  readonly repository: RepositoryCard;
  readonly author: string;
  readonly scorer: string | null;
  readonly characters: number;
  readonly trainedCharacters: number;
  readonly meanGain: number | null;
  readonly maxLeak: number | null;
  readonly faithful: boolean;
  readonly verdict: Verdict | null;
};

type Rule = { readonly rule: string; readonly keeps: (offer: Offer) => boolean };

/** What a filter keeps, sorted by id, and what each of its rules removes of what the rules before it left. */
export function select(offers: readonly Offer[], filter: DatasetFilter): DatasetPreview {
  const start = count(offers);
  let left = [...offers].sort((a, b) => byCodeUnit(a.trajectoryId, b.trajectoryId));
  const rules = rulesOf(filter).map(({ rule, keeps }) => {
    const before = count(left);
    left = left.filter(keeps);
    const after = count(left);
    return {
      rule,
      removedRows: before.rows - after.rows,
      removedCharacters: before.characters - after.characters,
      ...after,
    };
  });
  return { start, rules, rows: left.map(toRow) };
}

/** A condition on something that was never measured does not hold. */
function rulesOf(filter: DatasetFilter): Rule[] {
  const { verdict, license, repository, author, scorer, id, minGain, maxLeak, maxCharacters } = filter;
  const rules: (Rule | false | undefined)[] = [
    !filter.includeUnfaithful && { rule: "every file byte for byte", keeps: (offer) => offer.faithful },
    verdict && { rule: `verdict ${verdict.join(" or ")}`, keeps: (offer) => verdict.includes(standing(offer.verdict)) },
    license && {
      rule: `license ${license.join(" or ")}`,
      keeps: (offer) => isOneOf(license, [offer.repository.license ?? "none"]),
    },
    repository && {
      rule: `repository ${repository.join(" or ")}`,
      keeps: ({ repository: card }) => isOneOf(repository, [card.name, card.address]),
    },
    author && { rule: `author ${author.join(" or ")}`, keeps: (offer) => isOneOf(author, namesOf(offer.author)) },
    scorer && {
      rule: `scorer ${scorer.join(" or ")}`,
      keeps: (offer) => isOneOf(scorer, namesOf(offer.scorer ?? "none")),
    },
    id && { rule: `${id.length} ${id.length === 1 ? "id" : "ids"}`, keeps: (offer) => id.includes(offer.trajectoryId) },
    minGain !== undefined && {
      rule: `mean gain at least ${minGain}`,
      keeps: (offer) => offer.meanGain !== null && offer.meanGain >= minGain,
    },
    maxLeak !== undefined && {
      rule: `leak at most ${maxLeak}`,
      keeps: (offer) => offer.maxLeak !== null && offer.maxLeak <= maxLeak,
    },
    maxCharacters !== undefined && {
      rule: `at most ${maxCharacters} characters`,
      keeps: (offer) => offer.characters <= maxCharacters,
    },
  ];
  return rules.filter((rule) => rule !== false && rule !== undefined);
}

function standing(verdict: Verdict | null): "accept" | "reject" | "open" {
  return verdict === null || verdict === "abstain" ? "open" : verdict;
}

function isOneOf(wanted: readonly string[], names: readonly string[]): boolean {
  return wanted.some((each) => names.some((name) => name.toLowerCase() === each.toLowerCase()));
}

/** An author or scorer by its whole id, without its version, and by its kind: `language-model:m/prompts@1`. */
function namesOf(id: string): string[] {
  return [id, id.split("@")[0] ?? id, id.split(/[:@]/)[0] ?? id];
}

function count(offers: readonly Offer[]): { rows: number; characters: number } {
  return { rows: offers.length, characters: offers.reduce((sum, each) => sum + each.characters, 0) };
}

function toRow(offer: Offer): DatasetPreview["rows"][number] {
  const { trajectoryId, repository, characters, trainedCharacters, meanGain, verdict } = offer;
  const { name, license } = repository;
  return { trajectoryId, repository: name, license, characters, trainedCharacters, meanGain, verdict };
}
