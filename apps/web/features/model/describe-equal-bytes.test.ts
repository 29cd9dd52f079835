import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeEqualBytes } from './describe-equal-bytes.ts';
import type { StrategyComparison } from './load-insight.ts';

const numbers = createNumbers('en');
type Step = StrategyComparison['steps'][number];
type Baseline = NonNullable<Step['equalBytes']>;

const step = (removedCount: number, equalBytes: Baseline | null): Step => ({
  ...{ removedCount, removedBlockRatio: removedCount / 8, control: null, results: [] },
  equalBytes,
});
const baseline = (precision: string, bytesRatio: number, prunedBytesRatio: number): Baseline => ({
  ...{ model: `model-${precision}`, precision, bytesRatio, prunedBytesRatio },
  ...{ retention: 0.99, retentionStandardError: 0.01 },
});

describe('the baseline of equal bytes in words', () => {
  it('names a form once, for all numbers of blocks that it stands for', () => {
    const steps = [step(1, baseline('int8', 0.27, 0.94)), step(2, baseline('int8', 0.27, 0.88)), step(7, baseline('int4', 0.16, 0.2))];
    expect(describeEqualBytes({ steps, aboveChance: false }, 'blocks', numbers)).toEqual([
      'Instead of removing blocks (1, 2), the whole model quantized to int8 keeps 0.990 [0.970, 1.010]. Its weights take 27 % of the bytes; the smallest of these pruned models takes 88 %.',
      'Instead of removing blocks (7), the whole model quantized to int4 keeps 0.990 [0.970, 1.010]. Its weights take 16 % of the bytes; the smallest of these pruned models takes 20 %.',
    ]);
  });

  it('says nothing where no quantized form was measured', () => {
    expect(describeEqualBytes({ steps: [step(1, null)], aboveChance: false }, 'blocks', numbers)).toEqual([]);
  });
});
