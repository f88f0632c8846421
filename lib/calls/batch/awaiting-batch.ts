import { AppError } from "#lib/std/errors.ts";

/** The question is in the provider's batch, or waits for the next one. Whoever asked goes on once its reply is stored. */
export class AwaitingBatch extends AppError {
  constructor(model: string) {
    super(
      "conflict",
      `${model} answers in a batch, which takes up to a day; the work goes on by itself when it has ended.`,
    );
    this.name = "AwaitingBatch";
  }
}
