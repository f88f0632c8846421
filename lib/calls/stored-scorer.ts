import type { LogprobModel, ScoringRequest, ScoringSession, TargetScore } from "#lib/llm/port.ts";
import { at, invariant } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { type Account, accountOf } from "./account.ts";
import { type Answer, answerOnce } from "./answer-once.ts";
import { soundUsage } from "./cost.ts";
import { type Desk, processDesk } from "./desk.ts";
import { servedLine } from "./ledger-line.ts";
import { type Paid, payForReplies } from "./pay.ts";
import { type Question, scoreQuestions } from "./question.ts";
import { packScore, unpackScore } from "./reply-body.ts";
import { scoringOrders } from "./scoring-order.ts";
import * as store from "./store.ts";
import type { StoredOptions } from "./stored-chat.ts";

/**
 * A scorer that pays for no scoring twice. A scorer of this process is returned as it is: its answers cost time alone. A
 * session opens the model's own session only when something is not stored, and asks for all that is missing in one batch.
 */
export function storedScorer(
  scorer: LogprobModel,
  options: Omit<StoredOptions, "purpose"> & { readonly purpose?: string },
  desk: Desk = processDesk,
): LogprobModel {
  if (scorer.place === "process") return scorer;
  const account = accountOf(scorer.id, { purpose: "score", ...options });
  return {
    id: scorer.id,
    tokenizer: scorer.tokenizer,
    kind: scorer.kind,
    place: scorer.place,
    unit: scorer.unit,
    clipNats: scorer.clipNats,
    // Measured by a probe, after this is made.
    get noiseNats() {
      return scorer.noiseNats;
    },
    async open(prefix, signal) {
      signal.throwIfAborted();
      return storedSession({ scorer, account, desk, prefix, question: scoreQuestions(scorer, prefix, options.repeat) });
    },
    close: () => scorer.close(),
  };
}

type Room = {
  readonly scorer: LogprobModel;
  readonly account: Account;
  readonly desk: Desk;
  readonly prefix: readonly string[];
  readonly question: (request: ScoringRequest) => Question;
};

function storedSession(room: Room): ScoringSession {
  const { account, desk, prefix, question } = room;
  const orders = scoringOrders(account, desk, prefix);
  const units = new Map<string, readonly number[]>();
  let inner: Promise<ScoringSession> | undefined;

  /** Opened with its first use; one that failed to open is opened anew by the next. */
  function opened(signal: AbortSignal): Promise<ScoringSession> {
    inner ??= room.scorer.open(prefix, signal).catch((error: unknown) => {
      inner = undefined;
      throw error;
    });
    return inner;
  }

  async function ask(asked: readonly Asked[], signal: AbortSignal): Promise<Paid[]> {
    const session = await opened(signal);
    const scores = await session.score(
      asked.map((each) => each.request),
      signal,
    );
    return asked.map(({ question, request }, index) => {
      const score = at(scores, index);
      const reply = {
        question,
        cut: false,
        outputTokens: soundUsage(score.usage).outputTokens,
        body: packScore(score),
      };
      return { usage: score.usage, inputBytes: orders.bytesOf(request), most: orders.mostOf(request), reply };
    });
  }

  return {
    async score(requests, signal) {
      signal.throwIfAborted();
      const asked = requests.map((request) => ({ request, question: question(request) }));
      const pay = (missing: readonly Question[]) => {
        const mine = missing.map((each) =>
          at(
            asked.filter(({ question }) => question.id === each.id),
            0,
          ),
        );
        const requests = mine.map((each) => each.request);
        return payForReplies(
          orders.of(requests, () => ask(mine, signal)),
          missing,
          signal,
        );
      };
      const questions = asked.map((each) => each.question);
      const answers = await answerOnce(desk, questions, pay, signal);
      const scores = asked.map(({ request, question }) => {
        const score = unpackScore(bodyOf(answers, question));
        expectSameUnits(units, request.target, score, account.model);
        return score;
      });
      await store.insertCalls(servedLines(account, questions, answers, scores));
      return scores;
    },
    async close() {
      const session = await inner?.catch(() => undefined);
      await session?.close();
    },
  };
}

type Asked = { readonly request: ScoringRequest; readonly question: Question };

/** A question that occurs twice in one batch is paid once and served once. */
function servedLines(
  account: Account,
  questions: readonly Question[],
  answers: ReadonlyMap<string, Answer>,
  scores: readonly TargetScore[],
): store.NewCall[] {
  const paid = new Set<string>();
  return questions.flatMap(({ id, key }, index) => {
    const first = !paid.has(id);
    paid.add(id);
    return first && answers.get(id)?.served === false ? [] : [servedLine(account, key, at(scores, index).usage)];
  });
}

function bodyOf(answers: ReadonlyMap<string, Answer>, { id }: Question): Uint8Array {
  const answer = answers.get(id);
  invariant(answer, "every question has an answer");
  return answer.body;
}

/** Sums over different units cannot be compared, whether they come from the store or from the model. */
function expectSameUnits(
  known: Map<string, readonly number[]>,
  target: string,
  { ends }: TargetScore,
  model: string,
): void {
  const before = known.get(target);
  if (!before) {
    known.set(target, ends);
    return;
  }
  if (before.length === ends.length && before.every((end, index) => end === ends[index])) return;
  throw new AppError(
    "invalid",
    `boundary unstable: ${model} cut the target into other units than in a stored scoring of it, so their scores cannot be compared. Run with another repeat, which asks everything anew.`,
  );
}
