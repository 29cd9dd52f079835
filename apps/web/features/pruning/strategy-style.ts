import { getSeriesStyle, type SeriesStyle } from '../chart/series-style.ts';
import { STRATEGY_NAMES, type StrategyName } from './strategy-name.ts';

/** Style of a strategy, the same in every chart of every model. */
export function getStrategyStyle(strategy: StrategyName): SeriesStyle {
  return getSeriesStyle(STRATEGY_NAMES.indexOf(strategy));
}
