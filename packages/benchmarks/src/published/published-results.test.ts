import { describe, expect, it } from '@jest/globals';
import { PUBLISHED_REMOVALS, PUBLISHED_RESULTS } from './published-results.ts';

describe('published results', () => {
  it('name every cell once', () => {
    const keys = PUBLISHED_RESULTS.map(({ paper, table, row, column }) => JSON.stringify([paper, table, row, column]));
    expect(new Set(keys).size).toBe(keys.length);
    // 20 rows of 15 cells, 6 of 8, 8 of 6, and the smaller tables.
    expect(PUBLISHED_RESULTS.filter(({ table }) => table === '2')).toHaveLength(300);
    expect(PUBLISHED_RESULTS.filter(({ table }) => table === '7')).toHaveLength(48);
    expect(PUBLISHED_RESULTS.filter(({ table }) => table === '8')).toHaveLength(48);
  });

  it('hold only numbers, and only rows whose printed average is the mean of their scores', () => {
    expect(PUBLISHED_RESULTS.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(PUBLISHED_RESULTS.filter(({ verification }) => verification?.agrees === false)).toEqual([]);
  });

  it('agree with their own percentages of the dense average', () => {
    const find = (model: string, row: string, column: string) =>
      PUBLISHED_RESULTS.find((cell) => cell.table === '2' && cell.model === model && cell.method === row && cell.column === column)
        ?.value ?? 0;
    for (const model of ['Llama-2-7B', 'Llama-2-13B', 'Baichuan2-7B', 'Baichuan2-13B']) {
      for (const method of ['LLM-Pruner', 'SliceGPT', 'LaCo', 'ShortGPT']) {
        const computed = (100 * find(model, method, 'Ave.')) / find(model, 'dense', 'Ave.');
        expect(Math.abs(computed - find(model, method, 'Per.'))).toBeLessThan(0.03);
      }
    }
  });

  it('flag where the paper contradicts itself', () => {
    const noted = PUBLISHED_RESULTS.filter(({ method, note }) => method === 'ShortGPT' && note !== null).map(
      ({ table, column }) => `${table} ${column}`,
    );
    expect(noted).toEqual(expect.arrayContaining(['2 MMLU', '2 BoolQ', '6 BoolQ', '4 PPL']));
  });

  it('list removed blocks that are distinct neighbours of the model', () => {
    for (const { blockCount, order } of PUBLISHED_REMOVALS) {
      expect(new Set(order).size).toBe(order.length);
      expect(Math.max(...order)).toBeLessThan(blockCount);
      expect(Math.max(...order) - Math.min(...order)).toBe(order.length - 1);
    }
  });
});
