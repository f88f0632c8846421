import type { Facts, Need } from "../facts.ts";
import { idiomOf } from "../idiom.ts";
import type { Voice } from "../voice.ts";
import { labels, list, pathWords, sentence, tick, ticks } from "../words.ts";

/** Which names come from which file, and which definition needs each. */
export function needs(facts: Facts, voice: Voice, most: number): string | null {
  const { bringIn } = idiomOf(facts.language);
  const headers = facts.needs.filter((need) => need.written && need.pair === "header");
  const used = facts.needs.filter((need) => need.written && need.pair === null);
  const named = used.filter((need) => need.names.length > 0);
  const bare = used.filter((need) => need.names.length === 0);
  const lines = [
    ...headers.slice(0, 1).map((need) => ownHeader(need, voice)),
    ...named.slice(0, most).map((need, index) => oneNeed(need, bringIn, voice, index)),
  ];
  const left = [...named.slice(most), ...bare];
  if (left.length > 0 && lines.length > 0) {
    lines.push(
      `${sentence(
        `there ${left.length === 1 ? "is" : "are"} also ${ticks(labels(left.map((need) => need.path)), 4)} to ${bringIn}`,
      )}`,
    );
  } else if (left.length > 0) {
    lines.push(sentence(`it has to ${bringIn} ${ticks(labels(left.map((need) => need.path)), 5)}`));
  }
  const later = facts.needs.filter((need) => !need.written && need.pair !== "implementation");
  if (later.length > 0) lines.push(cycleNote(later, bringIn, voice));
  const promised = facts.needs.filter((need) => need.pair === "implementation");
  if (promised.length > 0) lines.push(implementationNote(promised, voice));
  return lines.length === 0 ? null : lines.join(" ");
}

/** What comes from outside the repository. */
export function libraries(facts: Facts, voice: Voice): string | null {
  const { libraries: found } = facts;
  if (found.length === 0) return null;
  const say = (library: (typeof found)[number]): string =>
    library.names.length === 0 ? tick(library.specifier) : `${ticks(library.names, 4)} from ${tick(library.specifier)}`;
  const standard = found.filter((library) => library.standard);
  const external = found.filter((library) => !library.standard);
  const lines: string[] = [];
  if (standard.length > 0) {
    const what = list(standard.map(say), 4);
    lines.push(
      voice.pick("standard", [
        `From the standard library I take ${what}.`,
        `The standard library is enough for the rest: ${what}.`,
        `The platform gives me ${what}.`,
      ]),
    );
  }
  if (external.length > 0) {
    const what = list(external.map(say), 4);
    lines.push(
      voice.pick("external", [
        `From outside the project it takes ${what}.`,
        `The packages it relies on: ${what}.`,
        `I will ${idiomOf(facts.language).bringIn} ${what}, which ${external.length === 1 ? "is not" : "are not"} ours.`,
      ]),
    );
  }
  return lines.join(" ");
}

/** The header this file answers to. */
function ownHeader(need: Need, voice: Voice): string {
  const file = tick(pathWords(need.path));
  if (need.names.length === 0) {
    return voice.pick("own-header-bare", [
      `${file} is the header that this file has to keep the promises of.`,
      `What ${file} declares gets its bodies here.`,
    ]);
  }
  const names = ticks(need.names, 4);
  return voice.pick("own-header", [
    `${file} declares ${names}; the definitions belong here.`,
    `I have to define what ${file} declares: ${names}.`,
    `The declarations are in ${file}, and ${names} ${need.names.length === 1 ? "gets its body" : "get their bodies"} here.`,
  ]);
}

/** For a header: where its declarations will be kept. */
function implementationNote(promised: readonly Need[], voice: Voice): string {
  const files = ticks(labels(promised.map((need) => need.path)), 3);
  return voice.pick("implementation", [
    `What it declares, ${files} will define.`,
    `The bodies go into ${files}, which comes later.`.replace("comes", promised.length === 1 ? "comes" : "come"),
    `What stands here is a promise that ${files} will have to keep.`,
  ]);
}

function oneNeed(need: Need, bringIn: string, voice: Voice, index: number): string {
  const file = tick(pathWords(need.path));
  const names = ticks(need.names);
  const what = need.typeOnly ? `only ${need.names.length === 1 ? "the type" : "the types"} ${names}` : names;
  const use = uses(need);
  const lead = voice.pick(
    "need",
    [
      `From ${file} I take ${what}`,
      `${file} gives me ${what}`,
      `${need.typeOnly ? what : names} ${need.names.length === 1 ? "comes" : "come"} from ${file}`,
      bringIn === "import" ? `I import ${what} from ${file}` : `I use ${what} from ${file}`,
      `The part of ${file} that I need is ${what}`,
    ],
    index,
  );
  return sentence(use === "" ? lead : `${lead}${use}`);
}

function uses(need: Need): string {
  const groups = new Map<string, string[]>();
  for (const name of need.names) {
    const users = need.users.get(name);
    if (users === undefined) continue;
    const key = users.length > 5 ? "much of the file" : ticks(users, 3);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  if (groups.size === 0) return "";
  if (groups.size === 1 && need.names.length === [...groups.values()].flat().length) {
    return `, for ${[...groups.keys()].join("")}`;
  }
  const said = [...groups].slice(0, 4).map(([users, names]) => `${ticks(names, 3)} for ${users}`);
  return `: ${said.join("; ")}`;
}

function cycleNote(later: readonly Need[], bringIn: string, voice: Voice): string {
  const files = ticks(labels(later.map((need) => need.path)), 3);
  const names = ticks(
    later.flatMap((need) => need.names),
    4,
  );
  const they = later.length === 1 ? "it is" : "they are";
  const what = names === "" ? "" : `, and of ${later.length === 1 ? "it" : "them"} I use ${names}`;
  return voice.pick("cycle", [
    `${files} and this file need each other; ${they} not written yet${what}, so I go by the outline alone.`,
    `A cycle: I will ${bringIn === "import" ? "import from" : "need"} ${files} before ${they} there${what}. The names in the outline have to do for now.`,
    `One difficulty: ${files} ${later.length === 1 ? "comes" : "come"} later in the order${what}. I rely on the planned names only.`,
  ]);
}
