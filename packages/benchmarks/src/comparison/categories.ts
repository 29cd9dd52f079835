/** A category of benchmarks and the tasks in it. */
export interface BenchmarkCategory {
  readonly name: string;
  readonly tasks: readonly string[];
}

/**
 * The categories of the ShortGPT paper and the tasks in each.
 * Source: Men et al. 2024, "ShortGPT" (arXiv 2403.03853v3), section 4.1. In places its table calls commonsense_qa "CoQA", but the numbers fit a
 * multiple-choice task. pg19 is a perplexity and not part of averages.
 */
export const PAPER_CATEGORIES: readonly BenchmarkCategory[] = [
  { name: 'reasoning', tasks: ['cmnli', 'hellaswag', 'piqa'] },
  { name: 'language', tasks: ['chid', 'wsc'] },
  { name: 'knowledge', tasks: ['commonsense_qa', 'boolq'] },
  { name: 'examination', tasks: ['mmlu', 'cmmlu'] },
  { name: 'understanding', tasks: ['race_high', 'race_middle', 'xsum', 'c3', 'pg19'] },
];
