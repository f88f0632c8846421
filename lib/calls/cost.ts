import type { ChatRequest, ScoringRequest, Usage } from "#lib/llm/port.ts";
import type { ModelPrice, PriceTable } from "./schema.ts";

/** Money in millionths of a US dollar, which is what one token costs at one dollar per million. */
export type Amount = { readonly micros: number; readonly tokens: number };

/** The price of a model by its whole id, or by its name without the adapter before it; null where the table has none. */
export function priceOf(table: PriceTable | null, model: string): ModelPrice | null {
  if (!table) return null;
  const name = model.slice(model.indexOf("/") + 1);
  return Object.hasOwn(table.models, model)
    ? (table.models[model] ?? null)
    : Object.hasOwn(table.models, name)
      ? (table.models[name] ?? null)
      : null;
}

/** The price of the same model through its batch interface. */
export function batchPrice(price: ModelPrice | null): ModelPrice | null {
  return price?.batch ?? price;
}

/** What a call cost, or null where price or tokens are not known. Rounded up, so that no sum is too low. */
export function costMicros(price: ModelPrice | null, usage: Usage): number | null {
  if (!price || usage.inputTokens === null) return null;
  if (usage.outputTokens === null && price.output > 0) return null;
  const cached = Math.min(usage.cachedTokens ?? 0, usage.inputTokens);
  const input = (usage.inputTokens - cached) * price.input + cached * (price.cachedInput ?? price.input);
  return roundUp(input + (usage.outputTokens ?? 0) * price.output);
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

/** The server may read the prefix once more, to have it ready. */
export function mostOfScores(prefixBytes: number, requests: readonly ScoringRequest[]): Most {
  const inputTokens = requests.reduce(
    (sum, { prompt, target }) => sum + prefixBytes + utf8Bytes(prompt) + utf8Bytes(target) + TEMPLATE_TOKENS,
    prefixBytes,
  );
  return { inputTokens, outputTokens: requests.length };
}

export function mostAmount(
  price: ModelPrice | null,
  { inputTokens, outputTokens }: Most,
): Amount & { priced: boolean } {
  const dearest = price ? Math.max(price.input, price.cachedInput ?? 0) : 0;
  const micros = price ? roundUp(inputTokens * dearest + outputTokens * price.output) : 0;
  return { micros, tokens: inputTokens + outputTokens, priced: price !== null };
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Prices are decimal: 3 tokens at 0.1 are 0.30000000000000004 in binary, and still one third of a millionth. */
function roundUp(micros: number): number {
  return Math.max(0, Math.ceil(micros - 1e-6));
}
