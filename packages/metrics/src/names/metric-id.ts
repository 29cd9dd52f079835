/**
 * The metrics of a block by the name that programs call them; the text is the id of the definition: name and version, as stored rows, results
 * and files have it. A definition that changes gets a new version.
 */
export const METRIC_ID = {
  /** 1 − mean cosine of the states before and after the block, before the final norm. 0 to 2 */
  blockInfluence: 'block-influence@1',
  /** The same, the last block measured after the final norm. */
  blockInfluenceFinalNorm: 'block-influence-final-norm@1',
  /** Mean length of the block's step divided by that of the state after it. */
  relativeMagnitude: 'relative-magnitude@1',
  /** 1 − mean cosine of the stream before and after the attention half of the block (LLM-Drop, arXiv 2406.15786). 0 to 2 */
  attentionInfluence: 'attention-influence@1',
  /** The same of the MLP half. */
  mlpInfluence: 'mlp-influence@1',
  /** Mean angle of two states at the last token of a window, divided by π. 0 to 1 */
  angularDistance: 'angular-distance@1',
  /** Mean length of the state before the block. */
  hiddenNorm: 'hidden-norm@1',
  /** Loss without the block minus that of the whole model, nats per token. */
  lossIncrease: 'loss-increase@1',
  /** Loss without the attention half of the block minus that of the whole model, nats per token. */
  attentionLossIncrease: 'attention-loss-increase@1',
  /** The same of the MLP half. */
  mlpLossIncrease: 'mlp-loss-increase@1',
  /** Mean Kullback–Leibler divergence of the next-token distribution without the block from that of the whole model. */
  outputDivergence: 'output-divergence@1',
} as const;

/** The id of a metric's definition. */
export type MetricId = (typeof METRIC_ID)[keyof typeof METRIC_ID];

/** The name in an id of a definition: `block-influence` in `block-influence@1`. */
export type NameInId<Id extends string> = Id extends `${infer Name}@${string}` ? Name : Id;

/** The name of a metric without the version of its definition. */
export function nameInId<const Id extends string>(id: Id): NameInId<Id> {
  return id.replace(/@.*$/, '') as NameInId<Id>;
}
