import { getAt } from '@lamina/errors';
import { alignByDepth, jaccardLowest, kendallTauB, spearman } from '@lamina/metrics';
import type { RunPoint } from './comparison-statements.ts';
import type { Alignment } from './model-comparison.type.ts';

/** Agreement between the scores of two models. */
export interface Agreement {
  readonly alignment: Alignment;
  readonly pointCount: number;
  readonly spearman: number | null;
  readonly kendallTauB: number | null;
  readonly lowestCount: number | null;
  readonly jaccardLowest: number | null;
}

interface AgreementOptions {
  readonly binCount: number;
  /** Number of layers in each overlap. */
  readonly lowestCount: number;
}

/** Agreement by layer if both models have the same number of layers, otherwise by range of relative depth. */
export function measureAgreement(
  first: readonly RunPoint[],
  second: readonly RunPoint[],
  { binCount, lowestCount }: AgreementOptions,
): Agreement {
  const isSameCount = first.length === second.length;
  const [a, b] = isSameCount ? [first, second] : [alignByDepth(first, binCount), alignByDepth(second, binCount)];
  const pairs = a.flatMap(({ mean }, place) => {
    const other = getAt<Pick<RunPoint, 'mean'>>(b, place).mean;
    return mean === null || other === null ? [] : [[mean, other] as const];
  });
  const [values, others] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
  // An overlap requires corresponding layers, and a measured value for each of them.
  const canOverlap = isSameCount && pairs.length === first.length && lowestCount <= first.length;
  return {
    alignment: isSameCount ? 'LAYERS' : 'DEPTH_BINS',
    pointCount: pairs.length,
    spearman: spearman(values, others),
    kendallTauB: kendallTauB(values, others),
    lowestCount: canOverlap ? lowestCount : null,
    jaccardLowest: canOverlap ? jaccardLowest(values, others, lowestCount) : null,
  };
}
