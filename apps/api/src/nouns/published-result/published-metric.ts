import { registerEnumType } from 'type-graphql';

/** What a published number measures; the value is the name in the published tables. */
export const PublishedMetric = {
  ACCURACY_PERCENT: 'accuracy-percent',
  ROUGE_PERCENT: 'rouge-percent',
  AVERAGE_PERCENT: 'average-percent',
  PERCENT_OF_DENSE: 'percent-of-dense',
  PERPLEXITY: 'perplexity',
  TOKENS_PER_SECOND: 'tokens-per-second',
} as const;
export type PublishedMetric = (typeof PublishedMetric)[keyof typeof PublishedMetric];

registerEnumType(PublishedMetric, {
  name: 'PublishedMetric',
  description: 'What a published number measures, as printed.',
  valuesConfig: {
    ACCURACY_PERCENT: { description: 'Accuracy, percent.' },
    ROUGE_PERCENT: { description: 'ROUGE, percent.' },
    AVERAGE_PERCENT: { description: "Mean of the row's scores, percent." },
    PERCENT_OF_DENSE: { description: "Mean as a percentage of the dense model's." },
    PERPLEXITY: { description: 'Perplexity; lower is better.' },
    TOKENS_PER_SECOND: { description: 'Speed, tokens per second.' },
  },
});
