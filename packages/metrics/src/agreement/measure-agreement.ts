import { getAt } from '@lamina/errors';
import { alignByDepth, type DepthPoint } from './align-by-depth.ts';
import { jaccardLowest } from './jaccard-lowest.ts';
import { kendallTauB } from './kendall-tau-b.ts';
import { spearman } from './spearman.ts';

/** Agreement between the scores of two models. */
export interface ModelAgreement {
  /** Blocks are compared if both models have as many, otherwise ranges of relative depth. */
  readonly alignment: 'blocks' | 'depth-bins';
  /** Number of places at which both have a value. */
  readonly pointCount: number;
  readonly spearman: number | null;
  readonly kendallTauB: number | null;
  readonly lowestCount: number | null;
  readonly jaccardLowest: number | null;
}

export interface AlignmentOptions {
  /** Number of ranges of relative depth. */
  readonly binCount: number;
  /** Number of lowest blocks in the overlap. */
  readonly lowestCount: number;
}

/** Agreement of the scores of two models. @param first the blocks of one model in order; `second` those of the other */
export function measureAgreement(
  first: readonly DepthPoint[],
  second: readonly DepthPoint[],
  { binCount, lowestCount }: AlignmentOptions,
): ModelAgreement {
  const isSameCount = first.length === second.length;
  const [a, b] = isSameCount ? [first, second] : [alignByDepth(first, binCount), alignByDepth(second, binCount)];
  const pairs = a.flatMap(({ mean }, place) => {
    const other = getAt<Pick<DepthPoint, 'mean'>>(b, place).mean;
    return mean === null || other === null ? [] : [[mean, other] as const];
  });
  const [values, others] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  // An overlap requires corresponding blocks, and a measured value for each of them.
  const canOverlap = isSameCount && pairs.length === first.length && lowestCount <= first.length;
  return {
    alignment: isSameCount ? 'blocks' : 'depth-bins',
    pointCount: pairs.length,
    spearman: spearman(values, others),
    kendallTauB: kendallTauB(values, others),
    lowestCount: canOverlap ? lowestCount : null,
    jaccardLowest: canOverlap ? jaccardLowest(values, others, lowestCount) : null,
  };
}
