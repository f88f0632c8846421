/**
 * Signs of a point of view that decide nothing by themselves, each with its weight: those of a logistic regression on the
 * calibration halves of lib/testing/hindsight-sentences.ts and on thoughts of the structural author, rounded.
 */
const FEATURES: readonly { readonly name: string; readonly pattern: RegExp; readonly weight: number }[] = [
  feature(
    "code",
    3.7,
    "\\b(?:the|this|that|its|their|our|my|his|her|some)(?: [\\w-]+){0,2} (?:source code|code|implementation|snippet|reference|original|target|solution)\\b(?! (?:of|points?|units?|paths?|pages?|maps?|generators?|reviews?|language|lines?|text|folder|languages)\\b)",
  ),
  feature(
    "file",
    2.5,
    "\\b(?:the|this|our)(?: (?:whole|entire|existing|finished|given|provided|final|test|original|actual|current))? (?:file|module)\\b(?! offers)(?! (?:name|path|system|handle|format|mode|descriptor|extension|size|type)s?\\b)",
  ),
  feature(
    "part",
    2.1,
    "\\b(?:the|this|its|both|two|three)(?: [\\w-]+)? (?:class|function|method|helper|constructor|loop|parser|import|export|constant|test|branch|handler|signature|helper function)s?\\b",
  ),
  feature(
    "past of be",
    4.6,
    "(?<!\\b(?:that|which|who|what|when|if|once|it|entry|file|message|index) )\\b(?:was|were|had|did|has been|have been)\\b",
  ),
  feature(
    "past",
    6.0,
    "(?:^|[,;] |\\b(?:that|because|and|but|since) )(?:(?:it|they|both|someone|somebody)(?: (?!(?:is|are|be|been|being|was|were|to|will|has|have|can|must|that|which) )[\\w'-]+){0,2}? (?:\\w+ly )?(?:wrote|chose|used|kept|made|took|went|named|structured|implemented|decided|defined|added|created|moved|extracted|wanted|cared|preferred|turned|placed|settled|ended|avoided|opted|gave|put|relied|introduced|ignored|split|designed|left|had|did)|(?:the|this|its|their)(?: (?!(?:is|are|be|been|being|was|were|to|will|has|have|can|must|that|which) )[\\w'-]+){1,3}? (?:\\w+ly )?(?:wrote|chose|took|went|decided|wanted|cared|preferred|turned|settled|ended|avoided|opted|gave|relied|ignored|had|did|implemented))\\b",
  ),
  feature(
    "I past",
    4.9,
    "\\b(?:I|we)(?:'ve| have)? (?:\\w+ly |already |just |then )*(?:wrote|chose|used|kept|made|took|went|named|structured|implemented|decided|defined|added|created|moved|extracted|turned|placed|settled|ended|avoided|opted|wrapped|split|built|designed|written|chosen)\\b",
  ),
  feature(
    "status",
    0.9,
    "\\b(?:existing|current|currently|given|provided|actual|actually|original|originally|final|finished|completed?|present|shown)\\b",
  ),
  feature("already", 1.8, "\\balready\\b"),
  feature(
    "here",
    0.8,
    "\\b(?:here|above|below|in question|in this (?:file|code|module|implementation)|internally|at the (?:top|bottom|end|head))\\b",
  ),
  feature(
    "contents",
    1.4,
    "\\b(?:contains?|defines?|exports?|imports?|implements?|declares?|uses|keeps|includes?|provides|exposes|starts|begins|ends|relies|extends|covers|caches|handles|makes|does|has|stores|reads|runs|returns|parses|sorts|takes|calls|leaves|throws|checks|wraps|splits)\\b",
  ),
  feature(
    "watching",
    4.0,
    "\\b(?:we|one|you|I) (?:can |may |could )?(?:see|tell|notice|observe|learn|gather|infer) (?:that|from the (?:code|file|source|names|implementation)|in the|how|why|an? )\\b|\\b(?:notice|looking|describing|plain|evident|obvious|apparent|visible|clearly|apparently)\\b|\\b(?:shows|reveals|demonstrates)\\b",
  ),
  feature(
    "as",
    4.6,
    "^as (?!an?\\b|if|such|`N`|far|planned|asked|agreed|soon|long|well|the (?:requirement|plan|outline))|, as (?:the (?!requirement|plan|outline)|it|we|one|shown|seen|can)\\b|\\b(?:according to|based on|judging by|judging from) (?:the|this) (?!requirement|plan|outline)\\w*",
  ),
  feature("takes and gives", -1.8, "\\b(?:takes?|gives?|returns?|gets?) (?:an?|the|`N`|its?)\\b"),
  feature(
    "planned",
    -3.3,
    "\\b(?:will|'ll|shall|should|must|would|could|might|may|ought|going to|want|wants|plan|intend|mean|need|needs|have to|has to|let|make sure|ensure|perhaps|maybe|rather|cannot|can|to be|expect|think|enough)\\b",
  ),
  feature("condition", -1.2, "\\b(?:if|when|whenever|whether|unless|until|once|where|in case|so that|before|after)\\b"),
  feature("I", -0.3, "\\bI (?!wrote|chose|used|kept|made|have|was|am|can)\\w+\\b"),
];

/** A sentence that names a file may speak of one that is written. */
const ELSEWHERE = -1.6;

/**
 * How far a sentence leans towards looking back. Its names are masked already. Sentences above HINDSIGHT_LEANING are flagged;
 * README.md has what that finds.
 */
export function leaningOf(sentence: string, isElsewhere: boolean): number {
  return FEATURES.reduce(
    (sum, { pattern, weight }) => (pattern.test(sentence) ? sum + weight : sum),
    isElsewhere ? ELSEWHERE : 0,
  );
}

export const HINDSIGHT_LEANING = 4.1;

function feature(name: string, weight: number, source: string) {
  return { name, weight, pattern: new RegExp(source, "i") };
}
