import { describe, expect, it } from '@jest/globals';
import type { PublishedResult } from './published-result.type.ts';
import { PUBLISHED_RESULTS } from './read-published.ts';

interface Row {
  readonly name: string;
  readonly scores: readonly number[];
  readonly average: number | undefined;
  readonly percent: number | undefined;
}

/** The rows of a table, read from the cells' values alone: nothing here uses the checks stored with them. */
function listRows(paper: string, table: string): readonly Row[] {
  const cells = PUBLISHED_RESULTS.filter((cell) => cell.paper.startsWith(`${paper}:`) && cell.table === table);
  const isPercent = ({ metric }: Pick<PublishedResult, 'metric'>) => metric === 'percent-of-dense';
  const isAverage = (cell: Pick<PublishedResult, 'metric' | 'benchmark'>) => cell.benchmark === 'average' && !isPercent(cell);
  return [...Map.groupBy(cells, ({ row }) => row)].map(([name, group]) => ({
    name,
    scores: group.filter(({ benchmark }) => benchmark !== 'average').map(({ value }) => value),
    average: group.find(isAverage)?.value,
    percent: group.find(isPercent)?.value,
  }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function findRow(rows: readonly Row[], name: string): Row {
  const found = rows.find((row) => row.name === name);
  if (!found) throw new Error(`no row ${name}`);
  return found;
}

describe('published rows of repair papers', () => {
  it.each([
    ['ReplaceMe', '1', 1, 3],
    ['LinearPatch', 'perplexity', 2, 11],
    ['LinearPatch', 'accuracy', 2, 4],
  ])('%s, table %s: every printed mean of printed scores is their mean to %i decimals', (paper, table, decimals, count) => {
    const rows = listRows(paper, table).filter(({ scores, average }) => scores.length > 0 && average !== undefined);
    expect(rows).toHaveLength(count);
    // Half a unit of the last printed digit: all these tables round, none truncates.
    for (const { scores, average = Number.NaN } of rows)
      expect(Math.abs(mean(scores) - average)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
  });

  it('LinearPatch prints the mean of the ratios to the dense scores, not the ratio of the means', () => {
    const rows = listRows('LinearPatch', 'accuracy');
    const dense = findRow(rows, 'Llama-2-7B dense');
    const shares = rows.filter(({ percent }) => percent !== undefined);
    expect(shares.map(({ name }) => name)).toEqual(['Llama-2-7B ShortGPT 7/32', 'Llama-2-7B ShortGPT + LinearPatch 7/32']);
    for (const { scores, percent = Number.NaN } of shares) {
      expect(100 * mean(scores.map((score, place) => score / (dense.scores[place] ?? Number.NaN)))).toBeCloseTo(percent, 2);
      expect((100 * mean(scores)) / mean(dense.scores) - percent).toBeGreaterThan(0.3);
    }
  });

  it('ReplaceMe prints the ratio of the means in Table 1', () => {
    const rows = listRows('ReplaceMe', '1');
    const dense = findRow(rows, 'Llama-2-7B dense');
    for (const { scores, percent = Number.NaN } of rows)
      expect(Math.abs((100 * mean(scores)) / mean(dense.scores) - percent)).toBeLessThanOrEqual(0.05);
  });

  it('one dense mean with more digits explains all percentages of ReplaceMe’s Table 2', () => {
    // Means have two digits. Each row allows dense means from (mean − 0.005) to (mean + 0.005), divided by its percentage, which has one decimal.
    const rows = listRows('ReplaceMe', '2');
    expect(rows).toHaveLength(7);
    const bounds = rows.map(({ average = Number.NaN, percent = Number.NaN }) => [
      (100 * (average - 0.005)) / (percent + 0.05),
      (100 * (average + 0.005)) / (percent - 0.05),
    ]);
    const low = Math.max(...bounds.map(([from = Number.NaN]) => from));
    const high = Math.min(...bounds.map(([, to = Number.NaN]) => to));
    expect(low).toBeLessThan(high);
    expect([low, high].map((bound) => bound.toFixed(2))).toEqual(['0.70', '0.70']);
  });

  it.each([
    ['Llama-3.2-1B-Instruct', 25],
    ['Llama-3-70B-Instruct', 25],
    ['Llama-3-70B-Instruct', 37.5],
  ])('ReplaceMe, Table 9: %s without %d %% keeps the printed percentage', (model, ratio) => {
    const rows = listRows('ReplaceMe', '9');
    const { average = Number.NaN, percent = Number.NaN } = findRow(rows, `${model} ReplaceMe ${ratio} %`);
    const { average: dense = Number.NaN } = findRow(rows, `${model} dense`);
    expect(Math.abs((100 * average) / dense - percent)).toBeLessThanOrEqual(0.05);
  });

  it('agree where two papers print the same quantity', () => {
    // Mean perplexity of Llama-3-8B without 7 of 32 blocks by block influence, without a repair.
    expect(findRow(listRows('Prune&Comp', 'ablation'), 'Llama-3-8B BI, one-shot 7/32').average).toBe(
      findRow(listRows('LinearPatch', 'perplexity'), 'Llama-3-8B ShortGPT 7/32').average,
    );
    // LinearPatch calibrates on WikiText-2, so the ablation and the comparison of texts hold one number twice.
    expect(findRow(listRows('LinearPatch', 'calibration text'), 'Llama-2-7B LinearPatch, calibrated on WIKI 9/32').average).toBe(
      findRow(listRows('LinearPatch', 'ablation'), 'Llama-2-7B LinearPatch 9/32').average,
    );
  });

  it('have a ratio of counts where the paper prints counts', () => {
    const counted = PUBLISHED_RESULTS.filter(({ ratioKind, row }) => ratioKind === 'blocks' && /\d\/\d/.test(row));
    expect(counted.length).toBeGreaterThan(100);
    for (const { row, removedRatio } of counted) {
      const [removed = Number.NaN, blocks = Number.NaN] = (row.split(' ').at(-1) ?? '').split('/').map(Number);
      expect(removedRatio).toBe(removed / blocks);
    }
  });
});
