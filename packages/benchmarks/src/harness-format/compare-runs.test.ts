import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare-runs.ts';
import { type ImportedSample, parseHarnessSamples } from './parse-samples.ts';

/** What scipy and statsmodels computed, of drawn pairs and of one of real runs: fixtures/make_run_comparisons.py. */
const GOLDEN: readonly {
  readonly metric: string;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly difference: number;
  readonly standardError: number;
  readonly interval: readonly number[];
  readonly p: number;
  readonly adjustedP: number;
}[] = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/run-comparisons.json'), 'utf8'));

function runOf(metric: string, values: readonly unknown[], hash = 'a'): readonly ImportedSample[] {
  const line = (value: unknown, id: number) => JSON.stringify({ doc_id: id, doc_hash: hash, metrics: [metric], [metric]: value });
  return parseHarnessSamples(values.map(line).join('\n'));
}

describe('two runs of lm-evaluation-harness', () => {
  it('are compared as scipy and statsmodels compare them', () => {
    const tasks = (side: 'first' | 'second') =>
      GOLDEN.map((pair, place) => ({ task: `task ${place}`, samples: runOf(pair.metric, pair[side]) }));
    const { rows, leftOut } = compareRuns(tasks('first'), tasks('second'));
    expect(leftOut).toEqual([]);
    for (const [place, { difference, standardError, interval, p, adjustedP }] of GOLDEN.entries()) {
      const row = rows[place];
      expect(row?.difference).toBeCloseTo(difference, 12);
      expect(row?.standardError).toBeCloseTo(standardError, 12);
      expect(row?.interval?.low).toBeCloseTo(interval[0] ?? Number.NaN, 9);
      expect(row?.interval?.high).toBeCloseTo(interval[1] ?? Number.NaN, 9);
      expect(row?.p).toBeCloseTo(p, 10);
      expect(row?.adjustedP).toBeCloseTo(adjustedP, 10);
      expect(row?.verdict === 'no difference shown').toBe(adjustedP >= 0.05);
    }
  });

  it('have the perplexities that their log-likelihoods and words give', () => {
    const rolling = (values: readonly unknown[]) => [{ task: 'text', samples: runOf('word_perplexity', values) }];
    const [first, second] = [
      [-20, -30, -25],
      [-30, -41, -34],
    ].map((sums) => rolling(sums.map((sum) => [sum, 10])));
    const [row] = compareRuns(first ?? [], second ?? []).rows;
    expect(row).toMatchObject({ first: 2.5, second: 3.5, difference: 1, verdict: 'worse' });
  });

  it.each([
    { what: 'no task is shared', other: [{ task: 'b', samples: runOf('acc', [1]) }], message: 'share no task' },
    { what: 'a document differs', other: [{ task: 'a', samples: runOf('acc', [1, 0], 'b') }], message: 'doc_hash' },
    { what: 'a document is missing', other: [{ task: 'a', samples: runOf('acc', [1]) }], message: '--limit' },
  ])('are refused where $what', ({ other, message }) => {
    expect(() => compareRuns([{ task: 'a', samples: runOf('acc', [1, 0]) }], other)).toThrow(
      expect.objectContaining({ code: 'NOT_COMPARABLE', message: expect.stringContaining(message) }),
    );
  });

  it('name what only one of them has', () => {
    const task = (name: string) => ({ task: name, samples: runOf('acc', [1, 0]) });
    expect(compareRuns([task('a'), task('b')], [task('b'), task('c')]).leftOut.map((left) => left.task)).toEqual(['a', 'c']);
  });
});
