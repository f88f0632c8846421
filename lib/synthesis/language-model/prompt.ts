/** A prompt: a file with a version, typed inputs, and a test that renders it. */
export type Prompt<Input> = {
  /** Name and version; the text of a version never changes. */
  readonly id: string;
  readonly system: string;
  readonly render: (input: Input) => string;
};
