import { STRATEGY } from '@lamina/plans';
import { getSeriesStyle, type SeriesStyle } from '../chart/series-style.ts';
import { STRATEGY_NAMES, type StrategyName } from './strategy-name.ts';

/** One colour per strategy. The greys are no methods of choosing: random removals, which are the control, and lists that people gave. */
const COLORS: Readonly<Record<StrategyName, string>> = {
  [STRATEGY.blockInfluence]: 'var(--series-1)',
  [STRATEGY.reverse]: 'var(--series-2)',
  [STRATEGY.sequential]: 'var(--series-3)',
  [STRATEGY.randomInner]: 'var(--series-4)',
  [STRATEGY.random]: 'var(--series-12)',
  [STRATEGY.relativeMagnitude]: 'var(--series-5)',
  [STRATEGY.angularSpan]: 'var(--series-7)',
  [STRATEGY.leaveOneOutLoss]: 'var(--series-8)',
  [STRATEGY.greedyLoss]: 'var(--series-9)',
  [STRATEGY.iterate]: 'var(--series-10)',
  [STRATEGY.iterateRepair]: 'var(--series-6)',
  [STRATEGY.evolutionary]: 'var(--series-11)',
  [STRATEGY.explicit]: 'var(--series-13)',
};

/** Style of a strategy, the same in every chart of every model. */
export function getStrategyStyle(strategy: StrategyName): SeriesStyle {
  return { ...getSeriesStyle(STRATEGY_NAMES.indexOf(strategy)), color: COLORS[strategy] };
}
