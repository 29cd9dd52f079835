import { AppError, getAt } from '@lamina/errors';
import { type MeasureId, nameInId, orderAscending } from '@lamina/metrics';
import { UNIT_KINDS, type Unit } from '@lamina/plans';
import { SEARCHES } from './searches/searches.ts';
import type { StrategyRequest, StrategyScores } from './strategy.ts';

/**
 * The candidates with the lowest values first; ties in the order of the candidates.
 * @param metrics of blocks, attentions and MLPs
 * @throws AppError BAD_USER_INPUT if a metric was not measured, has another length than L, or has no value for a candidate
 */
export function orderByMetrics(metrics: readonly MeasureId[], { means }: StrategyScores, request: StrategyRequest): readonly Unit[] {
  const { candidates, blockCount } = request;
  const values = candidates.map(({ kind, block }) => {
    const metric = getAt(metrics, UNIT_KINDS.indexOf(kind));
    const mean = means[metric];
    if (mean === undefined) throw refuseMissing(metric);
    if (mean.length !== blockCount) throw refuseLength(metric, mean.length, blockCount);
    const value = mean[block];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new AppError(
      'BAD_USER_INPUT',
      `${nameInId(metric)} has no value for block ${block}, so its units cannot be ordered; score the model again on text that is counted, or choose units that it has`,
    );
  });
  return orderAscending(values).map((place) => getAt(candidates, place));
}

function refuseMissing(metric: MeasureId): AppError {
  const search = SEARCHES.find(({ measures }) => measures.includes(metric));
  const flag = search === undefined ? '' : ` with --${search.name}`;
  return new AppError(
    'BAD_USER_INPUT',
    `the strategy needs ${nameInId(metric)}, which was not measured; score the model${flag} first, or choose another strategy`,
  );
}

function refuseLength(metric: MeasureId, length: number, blockCount: number): AppError {
  return new AppError(
    'BAD_USER_INPUT',
    `${nameInId(metric)} has ${length} values but the model has ${blockCount} blocks; use scores of this model`,
  );
}
