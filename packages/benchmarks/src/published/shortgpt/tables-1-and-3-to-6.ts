import { listLine, type PrintedCell, type PublishedLine } from '../published-line.ts';
import type { PublishedResult } from '../published-result.ts';
import { SHORTGPT_PAPER, type ShortGptMethod } from './paper.ts';

type Line = PublishedLine<ShortGptMethod>;

const average = (value: number): PrintedCell => ({ column: 'Ave.', benchmark: 'average', metric: 'average-percent', value });
const percent = (value: number): PrintedCell => ({ column: 'Per.', benchmark: 'average', metric: 'percent-of-dense', value });
const accuracy = (column: string, benchmark: string, value: number): PrintedCell => ({
  column,
  benchmark,
  metric: 'accuracy-percent',
  value,
});
const perplexity = (value: number): PrintedCell => ({ column: 'PPL', benchmark: 'pg19', metric: 'perplexity', value });
const throughput = (value: number): PrintedCell => ({ column: 'Throughput', benchmark: 'throughput', metric: 'tokens-per-second', value });
const rouge = (value: number): PrintedCell => ({ column: 'XSum', benchmark: 'xsum', metric: 'rouge-percent', value });

/** Table 1: parts of the last block removed, 100 samples of PG19. */
const LAST_BLOCK: readonly Line[] = (
  [
    ['dense', 7.6],
    ['without the last block', 13.37],
    ['without the last block’s attention', 7.65],
    ['without the last block’s feed-forward network', 12.35],
  ] as const
).map(([method, value]) => ({ table: '1', model: 'Llama-2-7B', method, ratio: 0, cells: [perplexity(value)] }));

/** Table 3: models that are not transformers, mean of the thirteen benchmarks. */
const OTHER_MODELS: readonly Line[] = (
  [
    ['Mamba-2.8B', 0, 41.12, 100],
    ['Mamba-2.8B', 10.9, 39.08, 95.04],
    ['Mamba-2.8B', 20.3, 38.36, 93.29],
    ['Mamba-2.8B', 25, 37.18, 90.42],
    ['Mamba-2.8B', 31.3, 35.59, 86.55],
    ['RWKV-v5-world-7B', 0, 50.37, 100],
    ['RWKV-v5-world-7B', 9.4, 43.94, 87.23],
    ['RWKV-v5-world-7B', 18.8, 40.38, 80.17],
    ['RWKV-v5-world-7B', 25, 36.85, 73.16],
    ['RWKV-v5-world-7B', 28.1, 33.82, 67.14],
  ] as const
).map(([model, ratio, mean, share]) => ({
  table: '3',
  model,
  method: ratio === 0 ? 'dense' : 'ShortGPT',
  ratio,
  cells: [average(mean), percent(share)],
}));

/** Table 4: a 4-bit model. Its ratios are shares of blocks, except for the last, which is 9 of 32. */
const QUANTIZED: readonly Line[] = (
  [
    [0, 32, 8.03, 43.17, 4331.23],
    [3.1, 31, 8.37, 42.88, 4399.31],
    [9.4, 29, 9.44, 42.31, 4602.26],
    [12.5, 28, 10.24, 41.62, 4680.68],
    [15.6, 27, 11.42, 43.17, 4756.94],
    [25, 24, 22.29, 41.68, 5045.59],
    [27.1, 23, 40.78, 43.35, 5146.99],
  ] as const
).map(([ratio, kept, value, mmlu, speed]) => ({
  table: '4',
  model: 'Llama-2-7B-GPTQ',
  method: ratio === 0 ? 'dense' : 'ShortGPT',
  ratio,
  ...(ratio < 27 ? { ratioKind: 'blocks' as const } : {}),
  cells: [perplexity(value), accuracy('MMLU', 'mmlu', mmlu), throughput(speed)],
  note: `${kept} of 32 blocks kept${ratio === 27.1 ? '; 9 of 32 blocks are 28.1 %, the printed ratio says 27.1 %' : ''}.`,
}));

/** Table 5: order of quantization and removal. */
const ORDERS: readonly Line[] = (
  [
    ['dense', 0, 45.4, 32.9],
    ['4-bit only', 0, 44.9, 32.5],
    ['removal only', 27.1, 44.0, 32.3],
    ['quantized, then removed', 27.1, 42.4, 31.0],
    ['removed, then quantized', 27.1, 41.2, 30.5],
  ] as const
).map(([method, ratio, mmlu, cmmlu]) => ({
  table: '5',
  model: 'Llama-2-7B',
  method,
  ratio,
  cells: [accuracy('MMLU', 'mmlu', mmlu), accuracy('CMMLU', 'cmmlu', cmmlu)],
}));

/** Table 6: after training a small network that replaces each removed block. */
const TRAINED: readonly Line[] = [
  { table: '6', model: 'Llama-2-7B', method: 'dense', ratio: 0, cells: [average(47.78)] },
  {
    table: '6',
    model: 'Llama-2-7B',
    method: 'ShortGPT',
    ratio: 27.1,
    cells: [accuracy('BoolQ', 'boolq', 74.41), rouge(0.67), average(41.22)],
    note: 'Table 2 prints BoolQ 74.71 and an average of 41.24 for the same row; each table’s average fits its own value.',
  },
  {
    table: '6',
    model: 'Llama-2-7B',
    method: 'ShortGPT with trained replacements',
    ratio: 24.0,
    cells: [rouge(4.89), average(43.16)],
  },
];

/** Tables 1 and 3 to 6, as far as they were transcribed. */
export const SHORTGPT_TABLES_1_AND_3_TO_6: readonly PublishedResult[] = [
  ...LAST_BLOCK,
  ...OTHER_MODELS,
  ...QUANTIZED,
  ...ORDERS,
  ...TRAINED,
].flatMap((line) => listLine(SHORTGPT_PAPER, line));
