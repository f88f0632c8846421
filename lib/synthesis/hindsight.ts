import { HINDSIGHT_LEANING, leaningOf } from "./hindsight-features.ts";

/**
 * A way of speaking about the file as already there. `unlessPlanned`: not after words of planning or condition in the same
 * sentence ("I will see to it that the code handles …"); `unlessElsewhere`: not where the sentence names a file, which may be
 * one that is written.
 */
type Sign = { readonly pattern: RegExp; readonly unlessPlanned?: boolean; readonly unlessElsewhere?: boolean };

const CODE =
  "(?:(?:particular |specific |exact |whole |entire |solution |source |sample |library )?(?:code|implementation|snippet)|solution|script)";
/** Parts of a program; a plan speaks of them too, so they count only beside a word that says that they are there. */
const PART =
  "(?:function|method|class|constructor|module|handler|helper|parser|reader|writer|loop|regex|regular expression|check|guard|test|type|constant|export|import|wrapper|field|branch|condition|decorator|hook|callback|macro|logic|default|client|component|signature)s?";
const THERE = "(?:existing|current|present|given|provided|actual|original|finished)";
const NO_PLAN_NEXT =
  "(?!.{0,20}\\b(?:will|should|must|can|may|could|would|ought|has to|have to|is going|are going|needs? to|is to|are to)\\b)";
const ADVERB =
  "(?:already|also|currently|clearly|only|simply|itself|always|never|first|then|now|here|even|merely|just|exactly|really)";
/** What is said of a file's contents; a file in a program's own world is opened, copied or missing instead. */
const CONTAINS =
  "(?:contains?|defines?|exports?|imports?|implements?|declares?|uses|keeps|includes|provides|exposes|shows?|starts|begins|ends|goes|handles|holds|relies|extends|consists|covers|caches|re-exports)";
const MADE =
  "(?:implemented|written|designed|created|made|kept|built|split|structured|organi[sz]ed|coded|placed|moved|chosen|decided|defined|added|put|introduced|refactored|intended|meant)";
const I_DID =
  "(?:wrote|implemented|defined|added|created|used|chose|decided|placed|exported|built|kept|made|ended up|went with|went for|opted|settled on|turned to|split|moved|declared|structured|introduced|extracted|renamed|wrapped|named)";
const SHOWN =
  "(?:shown|below|above|given|provided|presented|chosen|used|adopted|written|in question|here|at hand|(?:that )?(?:I|we) (?:see|have)|under review|in (?:this|the) file|(?:that )?(?:I|we) (?:was|were|am|are|have been) (?:shown|given|looking at)|(?:that|which) (?:was|has been|is) (?:written|provided|given|shown|there))";
/** "the given file path" is a value of the program and no file of ours. */
const NO_VALUE =
  "(?! (?:name|paths?|handle|systems?|formats?|descriptors?|extensions?|size|type|list|points?|units?|generators?|reviews?|texts?|map|of)\\b)(?!-)";

const SIGNS: readonly Sign[] = [
  sign(
    `(?:^|[,;] |\\b(?:that|because|since|while|and|but) )(?:the|this|its|our) ${THERE} ${PART},?(?: ${ADVERB})* (?!(?:in|of|from|with|for|to|and|or)\\b)\\w+s?\\b${NO_PLAN_NEXT}`,
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(
    `\\b(?:the|this|our) (?:file|module|code|implementation)'s (?:\\w+ )?\\w+ (?:is|are|has|have|takes?|does|was|were|uses?|returns?|calls?|shows?|starts?|ends?|contains?|accepts?)\\b(?! to\\b)`,
    "unlessPlanned",
  ),
  sign(`\\bour (?:file|code|implementation|module) \\w+s\\b(?! to\\b)`, "unlessPlanned"),
  sign(
    "(?<!\\b(?:that|which|who|what|it|file|entry|message|index|once) )\\b(?:was|were) (?:\\w+ly )?(?:extracted|inlined|removed|renamed|replaced|introduced|refactored|generated|factored out|left (?:at|in|out|as)|turned into|wrapped in)\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(
    "\\b(?:both|two|three|four|all|most|some|several) (?:of the )?(?:\\w+ )?(?:helpers|functions|methods|constants|types|classes|tests|fields|loops|checks) (?:was|were) \\w+(?:ed|en|t)\\b",
    "unlessPlanned",
  ),
  sign(
    "\\b(?:looking|reading|inspecting) (?:more )?closely\\b|\\b(?:on|upon) (?:a )?clos(?:er|e) (?:look|inspection|reading)\\b|\\b(?:looking|reading) (?:more )?closer\\b",
  ),
  sign("\\bin front of (?:me|us)\\b|\\b(?:what|that) lies before (?:me|us)\\b"),
  sign("\\b(?:apparently|evidently|presumably|supposedly)\\b", "unlessPlanned", "unlessElsewhere"),
  sign("\\bin (?:its|the) (?:current|present|final) (?:form|state|shape)\\b", "unlessPlanned"),
  sign("\\b(?:contains|has|holds|includes|ships|comes with) this (?:file|module)\\b", "unlessPlanned"),
  sign(
    "\\b(?:everything|all|most|nothing|much|(?:each|every|one) \\w+) in (?:this|the target) (?:file|module|class|code)\\b" +
      NO_PLAN_NEXT,
    "unlessPlanned",
  ),
  sign(
    `\\bthe (?:\\w+ )?${PART} (?:in|of|inside|at the (?:top|end|bottom) of) (?:the|this) (?:target |existing |given |present )?(?:file|code|module|implementation|snippet|source)\\b${NO_PLAN_NEXT}`,
    "unlessPlanned",
  ),
  sign(
    `\\b${PART},? (?:already (?:present|there|written|in place|defined)|(?:as )?(?:shown|seen|provided) (?:here|above|below))\\b`,
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(`\\bthe ${CODE} (?:below|above|under|before|after) the \\w+ \\w+s\\b`, "unlessPlanned"),
  sign(
    `\\b(?:existing|current|present|given|actual|original|provided|final|finished|completed?|written|real|shown) ${CODE}\\b${NO_VALUE}`,
  ),
  sign(`\\b(?:target|reference|ground[- ]truth) ${CODE}\\b`),
  sign("\\b(?:the|this) (?:ground truth|reference (?:file|solution|text)|finished file|target text)\\b"),
  sign(
    `\\b(?:existing|current|present|given|actual|original|provided|final|finished|written|real|target) (?:file|version|source|module)(?:,| ${ADVERB})* (?:${CONTAINS}|has|does|is (?:short|long|simple|sorted|split))\\b`,
    "unlessPlanned",
  ),
  sign("\\b(?:provided|finished|final|actual|real|target) (?:file|source)'s\\b"),
  sign(`\\b(?:current|present|final|actual|shown) version of (?:this|the) (?:file|code|module|class|function)\\b`),
  sign("\\bin the (?:final|finished|actual|real) (?:version|file|code)\\b"),
  sign("\\bthe version (?:shown|given|provided)\\b|'s version of this (?:file|module)\\b"),
  sign(
    "\\bexisting (?:tests?|exports?|helpers?|methods?|functions?|class(?:es)?|module|constants?|definitions?|logic|parser|client|imports?)\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign("\\bexisting `N`? ?\\w* ?(?:method|function|class|type|constant|helper)\\b", "unlessPlanned", "unlessElsewhere"),
  sign("\\bin (?:the|this) (?:existing|given|provided|finished|actual|target) (?:file|module|class|source)\\b"),

  sign(
    `\\b(?:the|this|that|their|its) ${CODE}(?:,| ${ADVERB})* (?!(?:is|has|was|does|needs|exists|gets|becomes) )\\w+s\\b(?! to be\\b)`,
    "unlessPlanned",
  ),
  sign(
    `\\b(?:the|this|that|their|its) ${CODE}(?:,| ${ADVERB})* (?:has|does|exists|gets)\\b(?! to\\b)`,
    "unlessPlanned",
  ),
  sign(
    `\\b(?:the|this|that) ${CODE}(?:,| ${ADVERB})* (?:is|was|went|had|did|used|chose|kept|took|made|turned|returned|threw|called)\\b(?! (?:absent|missing|sent|entered|expired|wrong|left|to|good|valid|invalid|not|known|unknown)\\b)${NO_VALUE}`,
    "unlessPlanned",
  ),
  sign(
    `\\b(?:the|this) (?:file|module|class|function)(?:,| ${ADVERB})* (?:was|has been|had been|is being) (?:\\w+ly )?${MADE}\\b`,
    "unlessPlanned",
  ),
  sign(
    `\\b(?:the|this) (?:file|module|class)(?:,| ${ADVERB})* (?:${CONTAINS}|has (?!to\\b|been\\b|gone\\b|changed\\b))`,
    "unlessPlanned",
  ),
  sign(
    `\\bthis (?:file|module) (?!(?:is|has|was|needs|gets) )\\w+s\\b(?! to be\\b)(?!.*\\b(?:will|should|must|can|may|ought|has to)\\b)`,
    "unlessPlanned",
  ),
  sign(
    "\\bthe file (?:seems|appears|looks|opens with|takes|deals|avoids|wires|groups|puts|separates)\\b",
    "unlessPlanned",
  ),
  sign(
    "\\b(?:part|piece|bit|portion|section|bulk) of (?:the|this) (?:code|implementation|file)\\b(?!.{0,15}\\b(?:will|should|must|can|may|could|would|ought|has to|is going)\\b)",
    "unlessPlanned",
  ),
  sign(
    "\\bthe (?:next|first|last|second|third|final) (?:block|section|statement|branch|part|half) (?:sets|calls|does|handles|defines|checks|reads|returns|builds|contains|deals)\\b",
    "unlessPlanned",
  ),
  sign("\\bon line \\d|\\blines? \\d+(?: (?:to|and) \\d+)? \\w+s?\\b(?! (?:long|characters|a file))", "unlessPlanned"),
  sign(
    "\\b(?:one|two|three|four|five|several|a few|some|many) (?:\\w+ ){0,2}(?:functions?|helpers?|constants?|types?|class(?:es)?|methods?|fields?|variables?|exports?) (?:is|are|was|were) (?:defined|declared|exported|implemented|placed|used|kept)\\b",
    "unlessPlanned",
  ),
  sign("\\bin the file (?:is|are|has|does|shows?|covers?|follows?)\\b", "unlessPlanned"),
  sign("\\bin the (?:original|reference|ground truth|target)(?=,| (?:is|it|has|does|the|are)\\b|[.])"),
  sign("\\bgiven (?:the|this) (?:code|implementation|solution|file|source),"),
  sign("\\b(?:walk|go|step|read|scroll|skim|work) through the (?:code|file|implementation|source)\\b"),
  sign("\\b(?:I|we) (?:was|were|am|are|have been) (?:given|shown|handed|provided)\\b"),
  sign("\\bmy (?:earlier|first|previous|last|old|own) (?:implementation|version|code|attempt|draft)\\b"),
  sign(
    "\\bwhat (?:stands out|is (?:striking|notable|interesting|remarkable))\\b|^(?:interestingly|notably)\\b|\\bit turn(?:s|ed) out\\b",
    "unlessElsewhere",
  ),
  sign("\\bthe (?:target|reference)(?: \\w+)? (?:has(?! to\\b)|does|had|did|was|takes)\\b", "unlessPlanned"),
  sign(
    "\\bthe (?:imports?|exports?|tests?|comments?|signatures?) (?:in the file |here )?(?:show|tell|reveal|suggest|cover|imply|indicate)s?\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(
    "\\bexisting (?:approach|solution|code ?base|design|structure|behaviou?r|scheme|convention|layout|source)\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(
    "\\b(?:design|approach|way|solution|structure) (?:that|which) (?:was|were|has been|is) (?:implemented|chosen|adopted|taken|used)\\b",
    "unlessPlanned",
  ),
  sign(
    "\\bat the (?:bottom|top|end|start|beginning)(?: of (?:the|this) file)?,? (?:we|one|there|I) (?:find|finds|see|sees|is|are)\\b",
  ),
  sign(
    "\\bI (?:see|understand|realise|realize|can tell|noticed) (?:that|why|how) (?:it|the (?:code|file|class|function|method|loop|constructor))\\b",
    "unlessElsewhere",
  ),
  sign(
    "\\b(?:after|from|on|upon) (?:reading|seeing|inspecting|studying) (?:the|this) (?:code|file|source|implementation)\\b",
  ),
  sign("\\b(?:look|looks|glance|peek|closer look) at the (?:code|file|implementation|source)\\b", "unlessElsewhere"),
  sign(
    "\\b(?:function|method|class|constructor|loop|file|module) body (?:contains?|has|uses|calls|begins|starts|is|ends|does)\\b",
    "unlessPlanned",
  ),
  sign(
    "\\bthe (?:file|module|code|class)(?:'s)? contents? (?:shows?|contains?|is|are|starts?|begins?|reads?)\\b",
    "unlessPlanned",
  ),
  sign(
    "\\b(?:this|the target) (?:file|module|code|class|implementation) (?:already|currently|did|contained|defined|implemented|exported|used)\\b",
    "unlessPlanned",
  ),
  sign("\\b(?:this|the target) (?:file|module|implementation) is already\\b"),
  sign(`\\bthe ${CODE} (?:that |which )?(?:already )?exists\\b`),

  sign(`\\b(?:the|this) ${CODE},? ${SHOWN}\\b(?! the\\b)`),
  sign(
    "\\b(?:the|this) (?:test )?(?:file|module|class|version),? (?:shown|in question|provided|as (?:provided|given|shown|it stands)|(?:that )?(?:I|we) (?:was|were|am|are) (?:shown|given|looking at)|(?:that|which) (?:was|is) provided)\\b",
  ),
  sign(
    "\\bas (?:it stands|(?:already )?(?:implemented|coded)|(?:already )?(?:written|shown|seen|given|provided|presented|designed)(?=,| (?:above|below|here|now|in (?:this|the) (?:code|file|snippet))\\b))\\b(?! (?:in|by|there) `)",
    "unlessElsewhere",
  ),
  sign("\\bas (?:already )?defined (?:above|below|here|in (?:this|the) (?:file|code|target|module|class))\\b"),
  sign("\\bas (?:the|this) (?:code|file|implementation|source|snippet|module|target) (?:already )?(?:\\w+s|does)\\b"),
  sign(
    "\\bas (?:can be seen|(?:we|you) (?:can |may )?(?:see|saw|have seen)|one (?:can )?sees?|seen (?:in|from))\\b",
    "unlessElsewhere",
  ),

  sign(
    "\\b(?:looking at|inspecting|examining|studying|judging (?:by|from)|according to|based on|going by|consulting|per) (?:the|this) (?:\\w+ )?(?:target|code|implementation|snippet|solution|source|file)\\b(?!'s)" +
      NO_VALUE,
    "unlessElsewhere",
  ),
  sign("\\b(?:look|looking|peek|glance) at (?:what|how) the (?:code|file|implementation|source|target)\\b"),
  sign("\\breading (?:the|this) (?:file|code|source|implementation),? (?:one|we|I|it)\\b"),
  sign("\\b(?:we|one) (?:can |may |could )?(?:see|observe|notice|find|learn)s?\\b(?! to it)", "unlessElsewhere"),
  sign(
    "\\bI (?:can |may )?(?:see|notice|observe|find|learn|know|infer|gather)\\b.{0,30}\\b(?:from|in) (?:the|this) (?:code|file|source|implementation|target|snippet)\\b",
  ),
  sign(
    "\\b(?:we|I) (?:know|learn|gather|infer|conclude|see|can tell|notice)\\b.{0,20}\\bfrom the (?:target|code|source|implementation|file)\\b",
  ),
  sign("\\bI notice\\b|^notice (?:how|that|the)\\b|\\bnote how\\b", "unlessElsewhere"),
  sign("\\b(?:visible|evident|clear|obvious|apparent) (?:in|from) the (?:source|code|implementation|file|target)\\b"),
  sign("\\bfrom the (?:source|code|implementation|target|snippet)\\b", "unlessPlanned", "unlessElsewhere"),
  sign(
    "\\bin the (?:code|implementation|snippet|given|target)\\b(?! (?:of|review|point))",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(`\\bin this (?:implementation|code|snippet|solution)\\b`, "unlessPlanned"),
  sign(
    `\\bthe (?:target|source|snippet|reference) (?:${CONTAINS}|returns|throws|calls|says|tells|reveals|checks|reads|sorts|wants)\\b`,
    "unlessPlanned",
  ),
  sign(
    "\\b(?:comments?|docstring)\\b.{0,30}\\b(?:says?|explains?|states?|mentions?|notes)\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),

  sign(
    "\\bthe (?:original )?(?:author|developer|implementer|programmer|maintainer|coder)s? (?:\\w+ly )?(?:chose|decided|used|uses|went|kept|put|wrote|made|defines?|did|does|has|have|had|opted|preferred|preferrs|took|adds?|added|implemented|implements|avoids?|avoided|wanted|seems?|clearly)\\b",
    "unlessPlanned",
  ),
  sign("\\bfile's author\\b|\\bthe (?:author|developer|implementer|programmer)'s \\w+\\b"),
  sign(
    `\\bthey (?:have )?(?:used|chose|wrote|decided|went|put|kept|made|opted|implemented|added|defined)\\b`,
    "unlessPlanned",
  ),
  sign(`\\btheir (?:code|implementation|solution|version)\\b`, "unlessPlanned", "unlessElsewhere"),

  sign(`\\b(?:I|we)(?:'ve| have)? (?:already |just |also |then |now |deliberately |even )*${I_DID}\\b`),
  sign(`\\b(?:I|we)(?:'ve| have) (?:already |just |also |then |now )*(?:written|chosen|gone|taken|done|put)\\b`),
  sign(`\\bhaving (?:implemented|written|defined|built|finished|created|added)\\b`),
  sign(
    `\\b(?:this|it|the (?:\\w+ ){0,2}\\w+|constants|types|helpers) (?:was|were|has been|have been) (?:\\w+ly )?(?:implemented|designed|coded|decided|refactored|structured|made (?:async|private|generic|public|static|optional)|moved (?:out|up|down|into)|placed (?:at|in|below|above|before|after)|kept (?:\\w+ly |small|short|private|simple|low)|written (?:to|for|with|so|as|in)|created to|put (?:in|at|into)|split (?:into|out|off))`,
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign("\\b(?<!\\bif (?:I|we) )had to be\\b|\\b(?<!\\bif (?:I|we) )had to (?:split|move|add|keep|change|make)\\b"),

  sign(
    "\\b(?:already|currently) (?:defined|implemented|exported|written|declared|present|there|exists?|included|imported) (?:in|from|by|within) (?:this|the target) (?:file|module|class)\\b",
  ),
  sign(
    "\\b(?:it|this|that|the (?:code|implementation|function|class|method|module|tests?)) (?:already|currently) (?:handles?|covers?|implements?|contains?|exports?|defines?|supports?|provides?|verif(?:y|ies)|does|checks?|has|uses)\\b",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign(
    "\\b(?:file|module|class) is (?:already )?(?:finished|complete|written)\\b(?<!`N` is written)",
    "unlessPlanned",
    "unlessElsewhere",
  ),
  sign("\\bdefined at the (?:top|bottom|end|head) of (?:the|this) file\\b", "unlessPlanned"),
  sign(
    `\\b(?:the|this) ${CODE}(?: \\w+)? (?:reveals?|demonstrates?|shows?|suggests?|indicates?|makes clear)\\b`,
    "unlessPlanned",
  ),
];

/** Words of intent, doubt or condition: what follows them is not said to be there. */
const PLANNED =
  /\b(?:will|'ll|shall|should|must|would|could|might|may|ought|going to|want|wants|plan|intend|need|needs|have to|has to|let|so that|make sure|ensure|if|when|whenever|whether|unless|until|once|in case|perhaps|maybe|rather|cannot|can|where|before|to be)\b/i;
const A_FILE = /`[^`\n]*(?:\/|\.[A-Za-z]{1,5})[^`\n]*`/;

function sign(source: string, ...unless: readonly ("unlessPlanned" | "unlessElsewhere")[]): Sign {
  return {
    pattern: new RegExp(source, "i"),
    unlessPlanned: unless.includes("unlessPlanned"),
    unlessElsewhere: unless.includes("unlessElsewhere"),
  };
}

/**
 * Sentences that speak of the code as already there. Their number over all sentences is the hindsight rate. A sentence that
 * names `target`, the path of the file to be written, speaks of it.
 */
export function hindsightSentences(thought: string, target?: string): string[] {
  return sentencesOf(thought).filter((each) => isHindsight(each, target));
}

function isHindsight(sentence: string, target: string | undefined): boolean {
  const own = target === undefined ? sentence : sentence.replaceAll(`\`${target}\``, "the file");
  const isElsewhere = A_FILE.test(own);
  // What stands in backticks is a name and what stands in quotes a title, whatever words they are made of.
  const plain = own.replace(/`[^`\n]*`|"[^"\n]*"/g, "`N`").replaceAll("’", "'");
  if (leaningOf(plain, isElsewhere) > HINDSIGHT_LEANING) return true;
  return SIGNS.some(({ pattern, unlessPlanned, unlessElsewhere }) => {
    if (unlessElsewhere && isElsewhere) return false;
    const match = pattern.exec(plain);
    return match !== null && !(unlessPlanned && PLANNED.test(plain.slice(0, match.index)));
  });
}

/** Sentences of a thought; full stops inside backticks end nothing. */
export function sentencesOf(thought: string): string[] {
  const spans: string[] = [];
  const masked = thought.replace(/`[^`\n]*`/g, (span) => `\uE000${spans.push(span) - 1}\uE001`);
  return masked
    .split(/(?<=[.!?:])\s+|\n+/)
    .map((part) => part.replace(/\uE000(\d+)\uE001/g, (_, index: string) => spans[Number(index)] ?? "").trim())
    .filter((part) => part !== "");
}
