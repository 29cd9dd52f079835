import { checkMeanOfRatios } from '../check-printed.ts';
import { listLine, type PublishedLine } from '../published-line.ts';
import { accuracyColumn, listCells, type PublishedTable, type ScoreRow } from '../score-row.ts';
import { LINEAR_PATCH_PAPER, type LinearPatchMethod, noteOf } from './paper.ts';

const TABLE: PublishedTable<LinearPatchMethod> = {
  source: LINEAR_PATCH_PAPER,
  table: 'accuracy',
  columns: [
    accuracyColumn('ARC-c', 'arc_challenge'),
    accuracyColumn('ARC-e', 'arc_easy'),
    accuracyColumn('BoolQ', 'boolq'),
    accuracyColumn('HeSw', 'hellaswag'),
    accuracyColumn('PIQA', 'piqa'),
    accuracyColumn('WG', 'winogrande'),
    accuracyColumn('WSC273', 'wsc273'),
    accuracyColumn('Race-h', 'race'),
    accuracyColumn('CoPa', 'copa'),
  ],
  mean: ['avg', 'average-percent'],
  percentColumn: 'RP',
};

const DENSE = [46.25, 74.58, 77.74, 75.97, 79.11, 68.98, 80.59, 39.62, 87.0];

/** RP is the mean of the nine ratios, not the ratio of the means, which would be 0.3 to 0.5 points higher. */
const share = (scores: readonly number[], percentOfDense: number) => ({
  scores,
  percentOfDense,
  percentCheck: checkMeanOfRatios({ scores, dense: DENSE, printed: percentOfDense, decimals: 2 }),
  notes: { RP: 'The mean of the nine ratios to the dense scores; it differs from the ratio of the means.' },
});

/** Rows with their scores. */
const ROWS: readonly ScoreRow<LinearPatchMethod>[] = [
  { model: 'Llama-2-7B', method: 'dense', ratio: 0, scores: DENSE, average: 69.98 },
  {
    model: 'Llama-2-7B',
    method: 'ShortGPT',
    ratio: [7, 32],
    ...share([36.18, 55.89, 62.17, 62.66, 70.4, 65.98, 77.29, 33.78, 81.0], 86.06),
    average: 60.59,
  },
  {
    model: 'Llama-2-7B',
    method: 'ShortGPT + LinearPatch',
    ratio: [7, 32],
    ...share([37.63, 61.24, 62.14, 63.49, 70.46, 65.9, 79.49, 36.46, 85.0], 88.88),
    average: 62.42,
  },
  {
    model: 'Llama-3-8B',
    method: 'dense',
    ratio: 0,
    scores: [53.41, 77.78, 81.28, 79.16, 80.85, 72.85, 86.45, 40.19, 89.0],
    average: 73.44,
  },
];

/**
 * Rows of which only the mean was transcribed. Their RP is left out, because it cannot be computed again without the scores. These rows are left out,
 * because the transcription does not say which criterion chose the blocks: Llama-2-7B without 9 blocks, and Llama-2-13B without 8 and 10.
 */
const MEANS: readonly PublishedLine<LinearPatchMethod>[] = (
  [
    [7, 'ShortGPT', 61.54],
    [7, 'ShortGPT + LinearPatch', 64.42],
    [7, 'LLM-Streamline', 44.29],
    [7, 'LLM-Streamline + LinearPatch', 54.28],
    [5, 'ShortGPT', 65.5],
    [5, 'ShortGPT + LinearPatch', 67.5],
    [5, 'LLM-Streamline', 66.74],
    [5, 'LLM-Streamline + LinearPatch', 69.15],
  ] as const
).map(([removed, method, value]) => ({
  table: TABLE.table,
  model: 'Llama-3-8B',
  method,
  ratio: [removed, 32],
  cells: [{ column: 'avg', benchmark: 'average', metric: 'average-percent', value }],
  note: noteOf('Llama-3-8B', method),
}));

/** Accuracy of nine tasks without examples, lm-evaluation-harness 0.4.4. */
export const LINEAR_PATCH_ACCURACY = [
  ...ROWS.flatMap((row) => listCells(TABLE, { ...row, note: noteOf(row.model, row.method) })),
  ...MEANS.flatMap((line) => listLine(LINEAR_PATCH_PAPER, line)),
];
