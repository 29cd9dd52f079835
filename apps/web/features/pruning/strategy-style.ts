import { getSeriesStyle, type SeriesStyle } from '../chart/series-style.ts';
import { STRATEGY_NAMES, type StrategyName } from './strategy-name.ts';

/** How a strategy is drawn: the same in every chart, on every model. */
export function getStrategyStyle(strategy: StrategyName): SeriesStyle {
  return getSeriesStyle(STRATEGY_NAMES.indexOf(strategy));
}
