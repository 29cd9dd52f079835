/** A question with answers to choose from. */
export interface MultipleChoiceDocument {
  readonly id: string;
  /** What comes before the answer; may be empty. */
  readonly context: string;
  /** At least two answers, none empty, without the space that joins them to the context. */
  readonly choices: readonly string[];
  /** Index of the right answer, 0..choices.length−1. */
  readonly gold: number;
}

/** A text whose every token is predicted. */
export interface PerplexityDocument {
  readonly id: string;
  readonly text: string;
}

/** One row of a task, of the task's kind. */
export type TaskDocument = MultipleChoiceDocument | PerplexityDocument;

interface TaskFacts {
  readonly name: string;
  /** Changes whenever a prompt, an answer or a rule changes: scores of different versions are not compared. */
  readonly version: string;
  readonly category: string;
  readonly description: string;
  /** Expected accuracy of guessing, 0..1; null where guessing has no meaning. */
  readonly chance: number | null;
  /** SHA-256 (hex) of name, version, kind and documents, independent of the files' white space and key order. */
  readonly digest: string;
}

/** A benchmark whose metric is whether the right answer is the likeliest. */
export interface MultipleChoiceTask extends TaskFacts {
  readonly kind: 'multiple-choice';
  readonly documents: readonly MultipleChoiceDocument[];
}

/** A benchmark whose metric is how well a text is predicted. */
export interface PerplexityTask extends TaskFacts {
  readonly kind: 'perplexity';
  readonly documents: readonly PerplexityDocument[];
}

/** A benchmark: facts, documents in a fixed order, and a digest of both. */
export type Task = MultipleChoiceTask | PerplexityTask;
