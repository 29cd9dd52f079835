import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { PUBLISHED_RESULTS } from './read-published.ts';

const PAPERS = ['ShortGPT', 'LLM-Drop', 'ReplaceMe', 'LinearPatch', 'Prune&Comp', 'Ghosted Layers'] as const;
const ofPaper = (name: (typeof PAPERS)[number]) => PUBLISHED_RESULTS.filter(({ paper }) => paper.startsWith(`${name}:`));
const SHORTGPT = ofPaper('ShortGPT');

type Line = Readonly<Record<'paper' | 'table' | 'row' | 'model' | 'method' | 'benchmark' | 'metric' | 'value' | 'check', string>>;
const LINES: readonly Line[] = parse(readFileSync(join(import.meta.dirname, 'published-results.csv')), { columns: true });

/** A printed number may be truncated after its last digit instead of rounded: it may differ by one unit of that digit, plus rounding noise. */
const unitOf = (printed: string): number => 1.01 * 10 ** -(printed.split('.')[1]?.length ?? 0);
const isAverage = ({ benchmark }: Line) => benchmark === 'average';
const scoresOf = (lines: readonly Line[]) => lines.filter((line) => !isAverage(line)).map(({ value }) => Number(value));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const findMean = (lines: readonly Line[]) => lines.find((line) => isAverage(line) && line.metric !== 'percent-of-dense')?.value ?? '';

/** True if a printed number agrees with the others of its table, as the column `check` of its line says. */
function agrees(line: Line): boolean {
  const table = LINES.filter((other) => other.paper === line.paper && other.table === line.table);
  const row = table.filter((other) => other.row === line.row);
  const dense = table.filter((other) => other.model === line.model && other.method === 'dense');
  const [printed, mean, whole] = [Number(line.value), findMean(row), findMean(dense)];
  if (line.check === 'mean of scores') return Math.abs(meanOf(scoresOf(row)) - Number(mean)) <= unitOf(mean);
  if (line.check === 'mean of ratios to dense') {
    const scores = scoresOf(dense);
    return Math.abs(100 * meanOf(scoresOf(row).map((score, place) => score / (scores[place] ?? 0))) - printed) <= unitOf(line.value);
  }
  expect(line.check).toBe('ratio of means');
  // The means are rounded, so every percentage in the range that their digits allow agrees.
  const half = Math.max(unitOf(mean), unitOf(whole)) / 2.02;
  const [low, high] = [(Number(mean) - half) / (Number(whole) + half), (Number(mean) + half) / (Number(whole) - half)];
  return printed >= 100 * low - unitOf(line.value) && printed <= 100 * high + unitOf(line.value);
}

describe('published results', () => {
  it('name every cell once', () => {
    const keys = PUBLISHED_RESULTS.map(({ paper, table, row, column }) => JSON.stringify([paper, table, row, column]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('hold as many cells of each paper as were transcribed', () => {
    // Table 2 has 20 rows of 15 cells, Table 7 has 6 of 8, Table 8 has 8 of 6.
    const ofTable = (wanted: string) => SHORTGPT.filter(({ table }) => table === wanted).length;
    expect([ofTable('2'), ofTable('7'), ofTable('8')]).toEqual([300, 48, 48]);
    const counts = PAPERS.map((name) => [name, ofPaper(name).length, new Set(ofPaper(name).map(({ table, row }) => table + row)).size]);
    expect(counts).toEqual([
      // With 4 + 20 + 21 + 10 + 6 cells of the smaller tables.
      ['ShortGPT', 457, 63],
      // 32 averages and 12 speedups.
      ['LLM-Drop', 44, 32],
      // 3 rows of 12, 7 of 3, 3 of 2 and 1 of 1; 2 dense rows of 1 and 3 others of 2.
      ['ReplaceMe', 72, 19],
      // Perplexity: 11 rows of 4 and 3 without their mean. Accuracy: 2 rows of 10, 2 of 11 and 8 of 1. Then 4, 3 and 2 single cells.
      ['LinearPatch', 112, 35],
      ['Prune&Comp', 27, 27],
      // 6 models and depths with 4 rows, and 2 criteria with 3.
      ['Ghosted Layers', 30, 30],
    ]);
    expect(PUBLISHED_RESULTS).toHaveLength(457 + 44 + 72 + 112 + 27 + 30);
  });

  it('hold only numbers, and only rows whose printed average is the mean of their scores', () => {
    expect(PUBLISHED_RESULTS.every(({ value }) => Number.isFinite(value))).toBe(true);
    const checked = LINES.filter(({ check }) => check !== '');
    expect(checked.length).toBeGreaterThan(100);
    expect(checked.filter((line) => !agrees(line))).toEqual([]);
  });

  it('agree with their own percentages of the dense average', () => {
    const find = (model: string, row: string, column: string) =>
      SHORTGPT.find((cell) => cell.table === '2' && cell.model === model && cell.method === row && cell.column === column)?.value ?? 0;
    for (const model of ['Llama-2-7B', 'Llama-2-13B', 'Baichuan2-7B', 'Baichuan2-13B']) {
      for (const method of ['LLM-Pruner', 'SliceGPT', 'LaCo', 'ShortGPT']) {
        const computed = (100 * find(model, method, 'Ave.')) / find(model, 'dense', 'Ave.');
        expect(Math.abs(computed - find(model, method, 'Per.'))).toBeLessThan(0.03);
      }
    }
  });

  it('flag where the paper contradicts itself', () => {
    const noted = SHORTGPT.filter(({ method, note }) => method === 'ShortGPT' && note !== null).map(
      ({ table, column }) => `${table} ${column}`,
    );
    expect(noted).toEqual(expect.arrayContaining(['2 MMLU', '2 BoolQ', '6 BoolQ', '4 PPL']));
  });

  it('of dense models have no unit, no repair and no ratio', () => {
    const dense = PUBLISHED_RESULTS.filter(({ method }) => method === 'dense');
    expect(dense.length).toBeGreaterThan(100);
    expect(dense.filter(({ unit, repair, removedRatio }) => unit !== null || repair !== null || removedRatio !== null)).toEqual([]);
  });

  it('never give a repaired row the method of a row of removal only', () => {
    const repaired = PUBLISHED_RESULTS.filter(({ repair }) => repair !== null);
    expect(repaired.filter(({ unit }) => unit === null)).toEqual([]);
    for (const { paper, method } of repaired)
      expect(PUBLISHED_RESULTS.filter((other) => other.paper === paper && other.method === method && other.repair === null)).toEqual([]);
    // LLM-Drop removes without repairs; all others have repaired rows.
    expect(PAPERS.filter((name) => ofPaper(name).every(({ repair }) => repair === null))).toEqual(['LLM-Drop']);
  });

  it('have a repair exactly where the method names one', () => {
    const named = /(^| \+ |, )(LinearPatch|ReplaceMe|Prune&Comp|Ghosted Layers|compensation)|^diagonal patch|^LaCo$|trained replacements/;
    for (const { method, repair } of PUBLISHED_RESULTS) expect([method, repair !== null]).toEqual([method, named.test(method)]);
  });

  it('say which units were removed', () => {
    const ofUnit = (wanted: string) =>
      PUBLISHED_RESULTS.filter(({ unit }) => unit === wanted).map(({ model, method }) => `${model} ${method}`);
    expect(ofUnit('attention')).toEqual(expect.arrayContaining(['Llama-2-7B without the last block’s attention', 'Mistral-7B attn-8']));
    expect(ofUnit('mlp')).toEqual(expect.arrayContaining(['Llama-2-7B without the last block’s feed-forward network', 'Mistral-7B MLP-8']));
    // Methods that narrow, factorize or quantize weights remove no unit.
    const others = PUBLISHED_RESULTS.filter(({ unit, method }) => unit === null && method !== 'dense').map(({ method }) => method);
    expect(new Set(others)).toEqual(new Set(['LLM-Pruner', 'SliceGPT', 'SVD-LLM', '4-bit only']));
  });
});
