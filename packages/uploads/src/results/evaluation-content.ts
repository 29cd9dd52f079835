import { createHash } from 'node:crypto';
import { type ImportedResults, type ImportedSample, parseHarnessResults, parseHarnessSamples } from '@lamina/benchmarks';

/** A model's answers to the documents of one task. */
export interface TaskSamples {
  readonly task: string;
  /** SHA-256 (hex) of the file as sent. */
  readonly contentSha256: string;
  readonly samples: readonly ImportedSample[];
}

/** The files of imported evaluations, parsed. */
export interface EvaluationContent {
  /** SHA-256 (hex) of the results file as sent. */
  readonly contentSha256: string;
  readonly results: ImportedResults;
  readonly samples: readonly TaskSamples[];
}

/** The texts of a results.json and of the samples files of its tasks. */
export interface EvaluationTexts {
  readonly content: string;
  /** Null if the results come without their samples. */
  readonly samples?: readonly { readonly task: string; readonly content: string }[] | null;
}

/**
 * Parses the files of lm-evaluation-harness.
 * @throws AppError BAD_USER_INPUT for files that are not in its format
 */
export function parseEvaluationContent({ content, samples }: EvaluationTexts): EvaluationContent {
  // Results may come without their samples.
  const files = samples ?? [];
  return {
    contentSha256: sha256(content),
    results: parseHarnessResults(content),
    samples: files.map((file) => ({
      task: file.task,
      contentSha256: sha256(file.content),
      samples: parseHarnessSamples(file.content),
    })),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
