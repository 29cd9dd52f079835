import { describe, expect, it } from '@jest/globals';
import { formRuns, type Run } from './form-runs.ts';
import { groupByPrefix, type ReadRow } from './group-by-prefix.ts';

const LIMITS = { rows: 8, tokens: 400, prefixes: true };
const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const row = (context: string, answer: string): ReadRow => ({ ids: letters(context + answer).slice(0, -1), unasked: context.length - 1 });

/** What the model reads of each row, put together again. */
function readBack(runs: readonly Run[]): string[] {
  const texts: string[] = [];
  for (const { rows, batch, prefixes } of runs)
    for (const [place, index] of rows.entries()) {
      const before = prefixes?.ids[prefixes.ofRow[place] ?? -1] ?? [];
      expect(before).toHaveLength(batch.past ?? 0);
      texts[index] = String.fromCharCode(...before, ...(batch.ids[place]?.slice(0, batch.lengths[place]) ?? []));
    }
  return texts;
}

function countTokens(runs: readonly Run[]): number {
  return runs.reduce((sum, { batch, prefixes }) => sum + batch.ids.flat().length + (prefixes?.ids.flat().length ?? 0), 0);
}

describe('groupByPrefix', () => {
  it('puts choices of a question together and leaves out the position before the first answer', () => {
    const groups = groupByPrefix([row('what is it?', ' a cat'), row('who?', ' me'), row('what is it?', ' a dog'), row('who?', ' you')]);
    expect(groups).toEqual([
      { rows: [0, 2], length: 10 },
      { rows: [1, 3], length: 3 },
    ]);
  });

  it('prefers what saves the most: one beginning of many questions, or longer ones of few', () => {
    const shots = 'some examples. ';
    const many = ['a', 'b', 'c', 'd'].map((name) => row(`${shots}${name}?`, 'yes'));
    expect(groupByPrefix(many)).toEqual([{ rows: [0, 1, 2, 3], length: shots.length }]);
    const long = ['a', 'b'].flatMap((name) => ['yes', 'no'].map((answer) => row(`${shots}${name} is a long question, is it?`, answer)));
    expect(groupByPrefix(long).map(({ rows }) => [...rows].sort())).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('keeps every row once, whatever begins with whatever', () => {
    const rows = [row('a', 'b'), row('ab', 'c'), row('abc', 'd'), row('abc', 'd'), row('x', 'y'), { ids: [], unasked: 0 }];
    expect(
      groupByPrefix(rows)
        .flatMap((group) => group.rows)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('formRuns', () => {
  const questions = Array.from(
    { length: 7 },
    (_, index) => `${'the same question over again, '.repeat(2)}${'and '.repeat(index)}${index}?`,
  );
  const rows = questions.flatMap((question) => [' yes', ' no', ' perhaps'].map((answer) => row(question, answer)));
  const texts = rows.map(({ ids }) => String.fromCharCode(...ids));

  it('reads every row once, whole or after its own prefix', () => {
    expect(readBack(formRuns(rows, LIMITS))).toEqual(texts);
    expect(readBack(formRuns(rows, { ...LIMITS, prefixes: false }))).toEqual(texts);
  });

  it('reads far fewer tokens with prefixes', () => {
    expect(countTokens(formRuns(rows, LIMITS))).toBeLessThan(0.5 * countTokens(formRuns(rows, { ...LIMITS, prefixes: false })));
  });

  it('keeps to the rows and tokens of a pass', () => {
    for (const prefixes of [true, false])
      for (const { batch, prefixes: before } of formRuns(rows, { ...LIMITS, prefixes })) {
        expect(batch.ids.length).toBeLessThanOrEqual(LIMITS.rows);
        expect(batch.ids.flat().length).toBeLessThanOrEqual(LIMITS.tokens);
        expect(before?.ids.flat().length ?? 0).toBeLessThanOrEqual(LIMITS.tokens);
      }
  });

  it('gives a row longer than a pass a run of its own, and begins with the largest run', () => {
    const runs = formRuns([row('a', 'b'), row('z'.repeat(500), 'b')], LIMITS);
    expect(runs.map((run) => run.rows)).toEqual([[1], [0]]);
  });

  it('reads rows whole where there is little to share', () => {
    expect(formRuns([row('a?', 'yes'), row('a?', 'no')], LIMITS).map(({ prefixes }) => prefixes)).toEqual([undefined]);
  });
});
