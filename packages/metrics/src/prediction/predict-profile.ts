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
