import { EXPLICIT } from '@lamina/plans';
import { isRandomStrategy } from '@lamina/strategies';
import { getSeriesStyle, type SeriesStyle } from '../chart/series-style.ts';
import { STRATEGY_NAMES, type StrategyName } from './strategy-name.ts';

/** Hues of methods, in the order of the list of strategies; the last is for the next one. */
const HUES = [1, 5, 7, 8, 9, 10, 6, 11, 3, 2, 14];
/** Greys of what is no method: random removals, which are the control, and lists that people gave. */
const GREYS = [12, 4, 13];

const isGrey = (name: StrategyName): boolean => isRandomStrategy(name) || name === EXPLICIT;

/** Style of a strategy, the same in every chart of every model. */
export function getStrategyStyle(strategy: StrategyName): SeriesStyle {
  const colors = isGrey(strategy) ? GREYS : HUES;
  const place = STRATEGY_NAMES.filter((name) => isGrey(name) === isGrey(strategy)).indexOf(strategy);
  const color = colors[place % colors.length] ?? HUES[0];
  return { ...getSeriesStyle(STRATEGY_NAMES.indexOf(strategy)), color: `var(--series-${color})` };
}
