import { accuracyColumn, listCells, type PublishedTable, type ScoreRow } from '../score-row.ts';
import { SHORTGPT_PAPER, type ShortGptMethod } from './paper.ts';

/** LLM-Pruner's tasks. */
const TABLE_7: PublishedTable<ShortGptMethod> = {
  source: SHORTGPT_PAPER,
  table: '7',
  columns: [
    accuracyColumn('BoolQ', 'boolq'),
    accuracyColumn('PIQA', 'piqa'),
    accuracyColumn('HeSw', 'hellaswag'),
    accuracyColumn('WinoG', 'winogrande'),
    accuracyColumn('ARC-e', 'arc_easy'),
    accuracyColumn('ARC-c', 'arc_challenge'),
    accuracyColumn('OBQA', 'openbookqa'),
  ],
};

const ROWS_7: readonly ScoreRow<ShortGptMethod>[] = [
  { model: 'Llama-7B', method: 'dense', ratio: 0, scores: [73.18, 78.35, 72.99, 67.01, 67.45, 41.38, 42.4], average: 63.25 },
  { model: 'Llama-7B', method: 'LLM-Pruner', ratio: 20, scores: [59.39, 75.57, 65.34, 61.33, 59.18, 37.12, 39.8], average: 56.82 },
  { model: 'Llama-7B', method: 'ShortGPT', ratio: 21.9, scores: [68.26, 72.28, 61.7, 63.77, 60.22, 39, 41.6], average: 58.12 },
  { model: 'Llama-13B', method: 'dense', ratio: 0, scores: [68.47, 78.89, 76.24, 70.09, 74.58, 44.54, 42], average: 64.97 },
  { model: 'Llama-13B', method: 'LLM-Pruner', ratio: 20, scores: [67.68, 77.15, 73.41, 65.11, 68.35, 38.4, 42.4], average: 61.79 },
  { model: 'Llama-13B', method: 'ShortGPT', ratio: 20, scores: [68.41, 76.36, 72.9, 67.4, 68.62, 39.2, 41], average: 61.98 },
];

/** SliceGPT's tasks. */
const TABLE_8: PublishedTable<ShortGptMethod> = {
  source: SHORTGPT_PAPER,
  table: '8',
  columns: [
    accuracyColumn('PIQA', 'piqa'),
    accuracyColumn('HeSw', 'hellaswag'),
    accuracyColumn('WinoG', 'winogrande'),
    accuracyColumn('ARC-e', 'arc_easy'),
    accuracyColumn('ARC-c', 'arc_challenge'),
  ],
};

/**
 * These rows are left out, because their printed averages are not the mean of their printed scores (several repeat a number in two columns): SliceGPT
 * on Llama-2-7B and every pruned Llama-2-70B row. SliceGPT on Llama-2-13B is left out because only its averages were transcribed.
 */
const ROWS_8: readonly ScoreRow<ShortGptMethod>[] = [
  { model: 'Llama-2-7B', method: 'dense', ratio: 0, scores: [79.11, 75.99, 69.06, 74.58, 46.25], average: 69.0 },
  { model: 'Llama-2-7B', method: 'ShortGPT', ratio: 21.9, scores: [72.76, 66.39, 66.27, 59.39, 39.85], average: 60.93 },
  { model: 'Llama-2-7B', method: 'ShortGPT', ratio: 25, scores: [70.53, 62.68, 64.7, 58.39, 39.51], average: 59.16 },
  { model: 'Llama-2-7B', method: 'ShortGPT', ratio: 31.6, scores: [67.87, 62.19, 64.38, 56.57, 40.86], average: 58.37 },
  { model: 'Llama-2-13B', method: 'dense', ratio: 0, scores: [80.47, 79.39, 72.22, 77.48, 49.23], average: 71.76 },
  { model: 'Llama-2-13B', method: 'ShortGPT', ratio: 20, scores: [76.95, 74.67, 71.14, 69.56, 45.63], average: 67.59 },
  { model: 'Llama-2-13B', method: 'ShortGPT', ratio: 25, scores: [74.39, 71.65, 70.98, 67.09, 43.93], average: 65.61 },
  { model: 'Llama-2-13B', method: 'ShortGPT', ratio: 30, scores: [72.11, 71.93, 67.19, 61.09, 40.88], average: 62.64 },
];

/** Tables 7 and 8: the comparisons on the other methods' own tasks. */
export const SHORTGPT_TABLES_7_AND_8 = [
  ...ROWS_7.flatMap((row) => listCells(TABLE_7, row)),
  ...ROWS_8.flatMap((row) => listCells(TABLE_8, row)),
];
