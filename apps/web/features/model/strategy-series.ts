import type { SeriesStyle } from '../chart/series-style.ts';
import { getStrategyLabel, STRATEGY_NAMES, type StrategyName, toStrategyName } from '../pruning/strategy-name.ts';
import { getStrategyStyle } from '../pruning/strategy-style.ts';
import { findTextName, listTextsOfStrategies, varyByText } from '../pruning/texts-of-strategies.ts';
import type { StrategyComparison } from './load-insight.ts';

type Result = StrategyComparison['steps'][number]['results'][number];

/** Results of one strategy at several numbers of removed units: with one protection, and by the scores of one text. */
export interface StrategySeries {
  /** `block-influence`; longer with protected ends, and where the strategy chose on several texts. */
  readonly id: string;
  readonly strategy: StrategyName;
  readonly label: string;
  /** The same for a strategy in every chart, with another marker and dash for a further text. */
  readonly style: SeriesStyle;
}

/** Tells to which series each result of a comparison belongs. */
export function createSeriesFinder({ steps }: StrategyComparison): (result: Result) => StrategySeries {
  const texts = listTextsOfStrategies(steps.flatMap(({ results }) => results));
  return (result) => {
    const strategy = toStrategyName(result.strategy);
    const text = findTextName(result, texts);
    const protection = describeProtection(result);
    const parts = [...(protection === null ? [] : [protection]), ...(text === null ? [] : [`on ${text}`])];
    return {
      id: [strategy, ...parts].join('/').replaceAll(' ', '-'),
      strategy,
      label: [getStrategyLabel(strategy), ...parts].join(', '),
      style: varyByText(getStrategyStyle(strategy), result, texts),
    };
  };
}

/** The usual order of strategies; series of one strategy by their labels. */
export function compareSeries(left: StrategySeries, right: StrategySeries): number {
  return STRATEGY_NAMES.indexOf(left.strategy) - STRATEGY_NAMES.indexOf(right.strategy) || left.label.localeCompare(right.label, 'en');
}

function describeProtection({ protectFirst, protectLast }: Pick<Result, 'protectFirst' | 'protectLast'>): string | null {
  if (protectFirst && protectLast) return 'ends kept';
  return protectFirst ? 'first kept' : protectLast ? 'last kept' : null;
}
