import { describe, expect, it } from '@jest/globals';
import type { RepairRow } from './list-repair-rows.ts';
import { listRetention } from './list-repair-series.ts';

const row = (retention: number, retentionStandardError: number) =>
  ({ repair: 'LINEAR', removedCount: 1, isDrawn: true, retention, retentionStandardError }) as RepairRow;

describe('listRetention', () => {
  it('draws no band of width 0 where no answer changed', () => {
    expect(listRetention([row(1, 0)], false)[0]?.points).toEqual([{ x: 1, y: 1, low: null, high: null }]);
  });

  it('ends bands of ratios at 0; above chance they may be below it', () => {
    const weak = row(0.01, 0.02);
    expect(listRetention([weak], false)[0]?.points[0]?.low).toBe(0);
    expect(listRetention([weak], true)[0]?.points[0]?.low).toBeCloseTo(0.01 - 0.02 * 1.959963984540054, 12);
  });
});
