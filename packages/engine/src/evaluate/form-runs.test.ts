import { describe, expect, it } from '@jest/globals';
import { findPlace, formRuns, groupByPrefix, planPasses, type Run, type Sharing } from './form-runs.ts';

const LIMITS = { rows: 8, tokens: 400 };
const SHARING = ['padded', 'equal'] as const;
const row = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** The token that is read at each place of each row. */
function readBack(runs: readonly Run[], rows: readonly (readonly number[])[]): string[] {
  const texts: string[] = [];
  for (const { rows: placed, passes } of runs) {
    for (const { batch, continuesFrom } of passes.slice(1)) {
      expect(batch.past).toBe(passes[0].batch.ids[0]?.length);
      expect(batch.pastLengths).toEqual(continuesFrom?.map((origin) => passes[0].batch.lengths[origin]));
    }
    for (const place of placed)
      texts[place.row] = (rows[place.row] ?? [])
        .map((_, index) => {
          const found = findPlace(place, index);
          const { batch, continuesFrom } = passes[found.pass] ?? { batch: { ids: [], lengths: [] } };
          expect(found.position).toBeLessThan(batch.lengths[found.row] ?? 0);
          if (index >= place.prefix.length && continuesFrom) expect(continuesFrom[found.row]).toBe(place.prefix.row);
          return String.fromCharCode(batch.ids[found.row]?.[found.position] ?? 0);
        })
        .join('');
  }
  return texts;
}

function countTokens(runs: readonly Run[]): number {
  return runs.reduce((sum, { passes }) => sum + passes.flatMap(({ batch }) => batch.ids.flat()).length, 0);
}

describe('groupByPrefix', () => {
  it('groups the choices of a question by their common prefix', () => {
    const groups = groupByPrefix(['what is it? a cat', 'who? me', 'what is it? a dog', 'who? you'].map(row));
    expect(groups).toEqual([
      { rows: [0, 2], length: 'what is it? a '.length },
      { rows: [1, 3], length: 'who? '.length },
    ]);
  });

  it('prefers what saves the most: one beginning of many questions, or longer ones of few', () => {
    const shots = 'some examples. ';
    const many = ['a', 'b', 'c', 'd'].map((name) => row(`${shots}${name}? yes`));
    expect(groupByPrefix(many)).toEqual([{ rows: [0, 1, 2, 3], length: shots.length }]);
    const long = ['a', 'b'].flatMap((name) => ['yes', 'no'].map((answer) => row(`${shots}${name} is a long question, is it? ${answer}`)));
    expect(groupByPrefix(long).map(({ rows }) => [...rows].sort())).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('keeps every row once, whatever begins with whatever', () => {
    const rows = ['a', 'ab', 'abc', 'abc', 'x', ''].map(row);
    expect(
      groupByPrefix(rows)
        .flatMap((group) => group.rows)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('planPasses', () => {
  /** The cheapest of all ways to cut rows into stretches, by trying each. */
  function tryAll(lengths: readonly number[], rows: number): number {
    const [longest = 0] = lengths;
    if (lengths.length === 0) return 0;
    return Math.min(...lengths.slice(0, rows).map((_, index) => (index + 1) * longest + 15 + tryAll(lengths.slice(index + 1), rows)));
  }

  it.each([
    [[40, 39, 38, 12, 11, 11, 4], 0],
    [[40, 39, 38, 12, 11, 11, 4], 3],
    [[9, 9, 9, 8, 8, 8, 7], 0],
    [[30, 25, 20, 15, 10, 5], 4],
  ])('finds the cheapest of all cuts of %j after %i tokens', (lengths, past) => {
    const plan = planPasses(
      lengths.map((length, index) => ({ row: index, length })),
      past,
      { rows: 8, tokens: 4000 },
    );
    expect(plan.cost).toBe(tryAll(lengths, 8));
    expect(plan.passes.flat().map(({ length }) => length)).toEqual(lengths);
  });

  it('leaves out rows without a further token', () => {
    expect(
      planPasses(
        [
          { row: 0, length: 1 },
          { row: 1, length: 0 },
        ],
        4,
        LIMITS,
      ).passes,
    ).toEqual([[{ row: 0, length: 1 }]]);
    expect(planPasses([{ row: 1, length: 0 }], 4, LIMITS)).toEqual({ passes: [], cost: 0 });
  });
});

describe('formRuns', () => {
  const questions = Array.from(
    { length: 7 },
    (_, index) => `${index} is the same question over again, ${'and again, '.repeat(2)}${'and '.repeat(index)}so?`,
  );
  const rows = questions.flatMap((question) => ['', ' yes', ' no', ' perhaps'].map((answer) => row(question + answer)));
  const texts = rows.map((ids) => String.fromCharCode(...ids));

  it.each([...SHARING, 'none'] as const)('reads every row once, whole or after its own prefix: %s', (sharing) => {
    expect(readBack(formRuns(rows, { ...LIMITS, sharing }), rows)).toEqual(texts);
  });

  it.each(SHARING)('reads far fewer tokens with prefixes: %s', (sharing) => {
    const [shared, whole] = [sharing, 'none' as const].map((one) => countTokens(formRuns(rows, { ...LIMITS, sharing: one })));
    expect(shared).toBeLessThan(0.5 * (whole ?? 0));
  });

  it('pads prefixes only where it may', () => {
    const isPadded = (sharing: Sharing): boolean =>
      formRuns(rows, { ...LIMITS, sharing }).some(({ passes }) =>
        passes.some(({ batch }) => batch.pastLengths?.some((length) => length < (batch.past ?? 0))),
      );
    expect([isPadded('padded'), isPadded('equal')]).toEqual([true, false]);
  });

  it('keeps to the rows and tokens of a pass', () => {
    for (const sharing of [...SHARING, 'none'] as const)
      for (const { batch, continuesFrom } of formRuns(rows, { ...LIMITS, sharing }).flatMap(({ passes }) => passes)) {
        if (continuesFrom || sharing === 'none') expect(batch.ids.length).toBeLessThanOrEqual(LIMITS.rows);
        expect(batch.ids.flat().length).toBeLessThanOrEqual(LIMITS.tokens);
      }
  });

  it.each(SHARING)('ends a run of several beginnings after two passes’ worth of tokens: %s', (sharing) => {
    const many = Array.from({ length: 300 }, (_, index) =>
      row(`question ${index % 60} is it? ${'so '.repeat(1 + Math.floor(index / 60))}`),
    );
    const runs = formRuns(many, { ...LIMITS, sharing });
    expect(runs.some(({ passes }) => passes[0].batch.ids.length > 2)).toBe(true);
    for (const run of runs) expect(countTokens([run])).toBeLessThanOrEqual(2 * LIMITS.tokens);
    expect(readBack(runs, many)).toEqual(many.map((ids) => String.fromCharCode(...ids)));
  });

  it('cuts the rows of one beginning where they are too many for one run', () => {
    const many = Array.from({ length: 200 }, (_, index) => row(`the same examples: ${index}`));
    const runs = formRuns(many, { ...LIMITS, sharing: 'padded' });
    expect(runs.length).toBeGreaterThan(1);
    expect(readBack(runs, many)).toEqual(many.map((ids) => String.fromCharCode(...ids)));
  });

  it('gives a row that is longer than a pass its own run, and begins with the largest run', () => {
    const runs = formRuns([row('ab'), row('z'.repeat(500))], { ...LIMITS, sharing: 'padded' });
    expect(runs.map((run) => run.rows.map((placed) => placed.row))).toEqual([[1], [0]]);
  });

  it('reads rows whole where there is little to share', () => {
    expect(formRuns([row('a?yes'), row('a?no')], { ...LIMITS, sharing: 'padded' }).map(({ passes }) => passes.length)).toEqual([1]);
  });
});
