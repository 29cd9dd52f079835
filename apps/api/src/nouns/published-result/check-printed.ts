import type { PublishedCheck } from './published-result.type.ts';

/** A printed number may be truncated after its last digit instead of rounded: it may differ by one unit of that digit, plus rounding noise. */
const UNITS = 1.01;

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** A printed mean against the mean of the printed scores. `decimals`: how many the table prints. */
export function checkMean(scores: readonly number[], printed: number, decimals: number): PublishedCheck {
  const computed = mean(scores);
  return {
    check: `mean of the ${scores.length} printed scores`,
    printed,
    computed,
    agrees: Math.abs(computed - printed) <= UNITS * 10 ** -decimals,
  };
}

/** The printed scores of a row and of the dense row in the same order, and the printed percentage with its decimals. */
export interface PrintedRatios {
  readonly scores: readonly number[];
  readonly dense: readonly number[];
  readonly printed: number;
  readonly decimals: number;
}

/** A printed percentage against the mean of the ratios of the printed scores to the dense ones. */
export function checkMeanOfRatios({ scores, dense, printed, decimals }: PrintedRatios): PublishedCheck {
  const computed = 100 * mean(scores.map((score, place) => score / (dense[place] ?? Number.NaN)));
  return {
    check: `mean of the ${scores.length} ratios of the printed scores to the dense ones, percent`,
    printed,
    computed,
    agrees: Math.abs(computed - printed) <= UNITS * 10 ** -decimals,
  };
}

/** The printed means of a row and of the dense row with their decimals, and the printed percentage with its own. */
export interface PrintedShare {
  readonly mean: number;
  readonly dense: number;
  readonly meanDecimals: number;
  readonly printed: number;
  readonly decimals: number;
}

/**
 * A printed percentage against the ratio of two printed means. The means are rounded, so every percentage in the range that their digits allow agrees;
 * the check names the range, because few digits make it wide.
 */
export function checkRatioOfMeans({ mean: value, dense, meanDecimals, printed, decimals }: PrintedShare): PublishedCheck {
  const half = 10 ** -meanDecimals / 2;
  const [low, high] = [(100 * (value - half)) / (dense + half), (100 * (value + half)) / (dense - half)];
  const slack = UNITS * 10 ** -decimals;
  return {
    check: `percent of the dense mean; the digits of both means allow ${low.toFixed(decimals)} to ${high.toFixed(decimals)}`,
    printed,
    computed: (100 * value) / dense,
    agrees: printed >= low - slack && printed <= high + slack,
  };
}
