import { describe, expect, it } from '@jest/globals';
import type { BoardRow } from '../leaderboard/board-row.ts';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import { findGuessingRange } from './find-guessing-range.ts';
import { listQuantities } from './quantities.ts';

const rowOf = (pairs: number | null, quarters: number | null) =>
  ({
    cells: [
      { benchmark: 'pairs', denseValue: pairs },
      { benchmark: 'quarters', denseValue: quarters },
    ],
  }) as unknown as BoardRow;

const quantityOf = (id: string, aboveChance: boolean) => {
  const facts = {
    benchmarks: ['pairs', 'quarters'],
    chances: { pairs: 0.5, quarters: 0.25 },
    lowInfluence: 0.05,
    numbers: MACHINE_NUMBERS,
  };
  const found = listQuantities({ ...facts, aboveChance }).find((quantity) => quantity.id === id);
  if (!found) throw new Error(`no quantity ${id}`);
  return found;
};

describe('the level of guessing of a quantity', () => {
  const weak = { row: rowOf(0.625, 0.5) };
  const strong = { row: rowOf(1, 0.5) };

  it('is chance ÷ dense of each model, from the lowest to the highest', () => {
    expect(findGuessingRange([weak, strong], quantityOf('pairs', false))).toEqual({ low: 0.5, high: 0.8 });
    // (0.8 + 0.5) / 2 and (0.5 + 0.5) / 2
    expect(findGuessingRange([weak, strong], quantityOf('average', false))).toEqual({ low: 0.5, high: 0.65 });
  });

  it('is not known where a benchmark of the average was not measured', () => {
    expect(findGuessingRange([{ row: rowOf(0.625, null) }], quantityOf('average', false))).toBeNull();
    expect(findGuessingRange([{ row: rowOf(0.625, null) }, strong], quantityOf('average', false))).toEqual({ low: 0.5, high: 0.5 });
  });

  it('is 0 above chance', () => {
    expect(findGuessingRange([weak, strong], quantityOf('average', true))).toEqual({ low: 0, high: 0 });
  });

  it('does not exist for shares, sizes and perplexities', () => {
    for (const id of ['removed-parameters', 'perplexity', 'parameters', 'low-influence', 'removable'])
      expect(findGuessingRange([weak], quantityOf(id, false))).toBeNull();
  });
});
