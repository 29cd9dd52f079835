import { orderAscending } from '../ranking/order-ascending.ts';
import { chooseNeighbour, type Relation, relationOf } from './choose-neighbour.ts';
import { leaveOut, type PredictionScore } from './evaluate-predictions.ts';
import { centreProfile, type ModelShape, type PublishedProfile, spreadProfile } from './profile.ts';

/** A profile that was predicted from a configuration alone. */
export interface PredictedProfile {
  /** The published model whose profile it is, spread over the blocks of the target. */
  readonly neighbour: string;
  readonly relation: Relation;
  /**
   * float64[L], > 0: how much rounding a block changes the model, as a multiple of the geometric mean over the inner blocks. Null: not known. Outside its
   * generation a neighbour predicts worse than the mean of all models.
   */
  readonly sensitivity: readonly number[] | null;
  /** The scores of the published models that have a neighbour of the same relation, each left out and predicted. */
  readonly leaveOneOut: readonly (PredictionScore & { readonly name: string })[];
}

/** Predicts which blocks of a model tolerate rounding. What is published of the model itself is not used. */
export function predictProfile(target: ModelShape, published: readonly PublishedProfile[]): PredictedProfile {
  const neighbour = chooseNeighbour(
    target,
    published.filter(({ name }) => name !== target.name),
  );
  const relation = relationOf(target, neighbour);
  const isKnown = relation === 'same shape' || relation === 'same generation';
  const scores = published.map((model) => ({ name: model.name, ...leaveOut(model, published, 'leaveModelOut') }));
  return {
    neighbour: neighbour.name,
    relation,
    sensitivity: isKnown ? spreadProfile(centreProfile(neighbour), target.blocks).map(Math.exp) : null,
    leaveOneOut: scores.filter((score) => score.relation === relation),
  };
}

/** How many blocks a sentence names. */
const NAMED = 5;

/** The prediction in sentences: that it is about rounding and how often such predictions are wrong, then what tolerates it, read from what. */
export function describePrediction(
  { name, blocks }: ModelShape,
  { neighbour, relation, sensitivity, leaveOneOut }: PredictedProfile,
): string {
  if (sensitivity === null)
    return `Not known: no model of the generation of ${name} is published. The nearest is ${neighbour} (${relation}), and such a neighbour predicts worse than the mean of all models.`;
  const found = leaveOneOut.flatMap(({ spearman }) => (spearman === null ? [] : [spearman])).sort((one, other) => one - other);
  const [lowest, highest] = [found[0], found.at(-1)];
  const lowestBlocks = orderAscending(sensitivity).slice(0, NAMED).join(', ');
  const read = `Of the ${blocks} blocks of ${name}, rounding is predicted to change the model least in ${lowestBlocks}. Read from ${neighbour} (${relation}).`;
  if (lowest === undefined || highest === undefined)
    return `This predicts rounding, not removal; how often it is wrong is not known, because no published model has such a neighbour. ${read}`;
  const hits = leaveOneOut.reduce((sum, score) => sum + score.hits, 0) / leaveOneOut.length;
  return `This predicts rounding, not removal, and of five blocks that it names ${(NAMED - hits).toFixed(1)} are wrong on average. ${read} ${leaveOneOut.length} published models have such a neighbour; of these the rank correlation with what was measured was ${lowest.toFixed(2)} to ${highest.toFixed(2)}.`;
}
