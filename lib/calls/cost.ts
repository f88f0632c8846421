import type { ChatRequest, ScoringRequest, Usage } from "#lib/llm/port.ts";
import type { ModelPrice, PriceTable } from "./schema.ts";

/** Money in millionths of a US dollar, which is what one token costs at one dollar per million. */
export type Amount = { readonly micros: number; readonly tokens: number };

/** The price of a model by its id, whole or without the effort behind it, or by its name alone; null where the table has none. */
export function priceOf(table: PriceTable | null, model: string): ModelPrice | null {
  if (!table) return null;
  const id = model.replace(/#effort=[a-z]+$/, "");
  const found = [model, id, id.slice(id.indexOf("/") + 1)].find((name) => Object.hasOwn(table.models, name));
  return found === undefined ? null : (table.models[found] ?? null);
}

/** The price of the same model through its batch interface. */
export function batchPrice(price: ModelPrice | null): ModelPrice | null {
  return price?.batch ?? price;
}

/** What a call cost, or null where price or tokens are not known. Rounded up, so that no sum is too low. */
export function costMicros(price: ModelPrice | null, told: Usage): number | null {
  const usage = soundUsage(told);
  if (price && isFree(price)) return 0;
  if (!price || usage.inputTokens === null) return null;
  if (usage.outputTokens === null && price.output > 0) return null;
  const cached = usage.cachedTokens ?? 0;
  const input = (usage.inputTokens - cached) * price.input + cached * (price.cachedInput ?? price.input);
  return roundUp(input + (usage.outputTokens ?? 0) * price.output);
}

function isFree({ input, cachedInput = 0, output }: ModelPrice): boolean {
  return input === 0 && cachedInput === 0 && output === 0;
}

/** More tokens than the ledger's columns hold are no count of one call. */
const MOST_TOKENS = 2 ** 31 - 1;

/**
 * What a server tells, less what cannot be right: a figure that is no count is not told, and where more is said to have been
 * cached than was read, neither is to be believed.
 */
export function soundUsage<Told extends Usage>(told: Told): Told {
  const count = (tokens: number | null) =>
    tokens !== null && Number.isInteger(tokens) && tokens >= 0 && tokens <= MOST_TOKENS ? tokens : null;
  const [inputTokens, cachedTokens] = [count(told.inputTokens), count(told.cachedTokens)];
  const contradicts = cachedTokens !== null && inputTokens !== null && cachedTokens > inputTokens;
  return {
    ...told,
    inputTokens: contradicts ? null : inputTokens,
    cachedTokens: contradicts ? null : cachedTokens,
    outputTokens: count(told.outputTokens),
  };
}

/** What a call at most may take. */
export type Most = { readonly inputTokens: number; readonly outputTokens: number };

/** No tokenizer in use makes more tokens than bytes; the addition is for what a chat template puts around the messages. */
const TEMPLATE_TOKENS = 64;

export function mostOfChat(request: ChatRequest): Most {
  const schema = request.json === undefined ? 0 : utf8Bytes(JSON.stringify(request.json));
  return {
    inputTokens: utf8Bytes(request.system) + utf8Bytes(request.user) + schema + TEMPLATE_TOKENS,
    outputTokens: request.maxOutputTokens,
  };
}

/** One scoring; the server generates a token with it that is thrown away. */
export function mostOfScore(prefixBytes: number, { prompt, target }: ScoringRequest): Most {
  return { inputTokens: prefixBytes + utf8Bytes(prompt) + utf8Bytes(target) + TEMPLATE_TOKENS, outputTokens: 1 };
}

/** Scorings after one prefix, which the server may read once before them, to have it ready. */
export function mostOfScores(prefixBytes: number, each: readonly Most[]): Most {
  return sumOf([...each, { inputTokens: prefixBytes + TEMPLATE_TOKENS, outputTokens: 1 }]);
}

export function largestOf(each: readonly Most[]): Most {
  return {
    inputTokens: Math.max(0, ...each.map((most) => most.inputTokens)),
    outputTokens: Math.max(0, ...each.map((most) => most.outputTokens)),
  };
}

function sumOf(each: readonly Most[]): Most {
  return each.reduce(
    (sum, most) => ({
      inputTokens: sum.inputTokens + most.inputTokens,
      outputTokens: sum.outputTokens + most.outputTokens,
    }),
    { inputTokens: 0, outputTokens: 0 },
  );
}

export function mostAmount(
  price: ModelPrice | null,
  { inputTokens, outputTokens }: Most,
): Amount & { priced: boolean } {
  const dearest = price ? Math.max(price.input, price.cachedInput ?? 0) : 0;
  const micros = price ? roundUp(inputTokens * dearest + outputTokens * price.output) : 0;
  return { micros, tokens: inputTokens + outputTokens, priced: price !== null };
}

/** What was really spent: where price or tokens are not told, the most it may have been. */
export function spentOn(price: ModelPrice | null, told: Usage, most: Most): Amount {
  const highest = mostAmount(price, most);
  const { inputTokens, outputTokens } = soundUsage(told);
  return {
    micros: costMicros(price, told) ?? highest.micros,
    tokens: inputTokens === null || outputTokens === null ? highest.tokens : inputTokens + outputTokens,
  };
}

export const NOTHING_SPENT: Amount = { micros: 0, tokens: 0 };

export function addAmounts(...amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => ({ micros: a.micros + b.micros, tokens: a.tokens + b.tokens }), NOTHING_SPENT);
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Prices are decimal: 3 tokens at 0.1 are 0.30000000000000004 in binary, and still one third of a millionth. */
function roundUp(micros: number): number {
  return Math.max(0, Math.ceil(micros - 1e-6));
}
