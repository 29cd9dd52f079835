import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeCurves } from './describe-curves.ts';

const seriesOf = (name: string, values: readonly number[]) => ({
  name,
  points: values.map((y, x) => ({ x, y, low: null, high: null })),
});

describe('describeCurves', () => {
  it('says what costs least at both ends, and spells out no ruined perplexity', () => {
    const series = [seriesOf('Block influence', [2.05, 2.17, 145_320]), seriesOf('Sequential', [2.05, 115_972.49, 33_405.76])];
    expect(describeCurves(series, { dense: 2.05, ceiling: 20.5 }, createNumbers('en'))).toBe(
      'Lower is better; the whole model has 2.05. With 1 removed Block influence is lowest: 2.17. With 2 removed Sequential is lowest: more than 10,000. Lines that leave the chart at the top have more than 20.5.',
    );
  });
});
