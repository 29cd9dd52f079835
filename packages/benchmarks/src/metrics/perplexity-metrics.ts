import { countBytes, countWords } from '../python/text-length.ts';
import type { Response } from '../requests/response.ts';
import type { PerplexityDocument } from '../task/task.ts';

/** The contribution of one document to the perplexities of a task. */
export interface PerplexityMetrics {
  /** −log-likelihood / bytes / ln 2 of this document alone. */
  readonly bits_per_byte: number;
  /** Words of the counted text, as in `countWords`, ≥ 1. */
  readonly words: number;
  /** UTF-8 bytes of the counted text, ≥ 1. */
  readonly bytes: number;
}

/**
 * Scores one perplexity document.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/tasks/wikitext/preprocess_wikitext.py and lm_eval/api/metrics.py.
 */
export function scorePerplexity(document: PerplexityDocument, response: Response): PerplexityMetrics {
  const counted = document.countedText ?? document.text;
  const bytes = countBytes(counted);
  return { bits_per_byte: -response.logLikelihood / bytes / Math.LN2, words: countWords(counted), bytes };
}
