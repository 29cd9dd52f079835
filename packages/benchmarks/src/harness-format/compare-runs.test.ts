import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare-runs.ts';
import { describeRuns, formatRunsMarkdown } from './describe-runs.ts';
import { type ImportedSample, parseHarnessSamples } from './parse-samples.ts';
import { readRun } from './read-run.ts';

/** Numbers that scipy and statsmodels computed, of drawn pairs and of one of real runs: fixtures/make_run_comparisons.py. */
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

  it('are read from the files of a folder, the newest of each task, and named for them', () => {
    const text = (value: number) => JSON.stringify({ doc_id: 0, metrics: ['acc'], acc: value });
    const files = ['out/samples_arc_easy_2026-02-01T10-00-00.000001.jsonl', 'out/samples_arc_easy_2026-01-31T10-00-00.000001.jsonl'];
    const run = readRun(
      [...files.map((path, place) => ({ path, text: text(1 - place) })), { path: 'out/results.json', text: '{}' }],
      'out',
    );
    expect(run.map(({ task, samples }) => [task, samples[0]?.values])).toEqual([['arc_easy', { acc: 1 }]]);
    expect(readRun([{ path: 'mine.jsonl', text: text(1) }], 'mine.jsonl', true)[0]?.task).toBe('samples');
    expect(() => readRun([], 'out')).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND', message: expect.stringContaining('out') }));
  });

  it('are told in a sentence and in a table for a pull request', () => {
    const task = (name: string, values: readonly number[]) => ({ task: name, samples: runOf('acc', values) });
    const [right, wrong] = [Array.from({ length: 20 }, () => 1), Array.from({ length: 20 }, () => 0)];
    const result = compareRuns([task('a', right), task('b', right)], [task('a', wrong)]);
    expect(describeRuns(result)).toBe("The second run is worse in a acc −1.0000; of 1 comparison, with Holm's correction at 5 %.");
    expect(formatRunsMarkdown(result).split('\n')).toEqual(
      expect.arrayContaining([
        '| task | metric | documents | first | second | difference | 95 % | p (Holm) | could show | second is |',
        '| a | acc | 20 | 1.0000 | 0.0000 | −1.0000 | −1.0000 to −1.0000 | 0.0000019 | – | worse |',
        'Left out: b (only one run has it).',
      ]),
    );
    expect(describeRuns(compareRuns([task('a', [1, 0])], [task('a', [0, 1])]))).toMatch(
      /^No difference is shown in 1 comparison; each would have shown one of 2\.8000 with 80 % power\.$/,
    );
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
