import { listCells, type PublishedTable, type ScoreRow } from '../score-row.ts';
import { LINEAR_PATCH_PAPER, type LinearPatchMethod, noteOf } from './paper.ts';

const TABLE: PublishedTable<LinearPatchMethod> = {
  source: LINEAR_PATCH_PAPER,
  table: 'perplexity',
  columns: [
    ['WikiText-2', 'wikitext', 'perplexity'],
    ['C4', 'c4', 'perplexity'],
    ['PTB', 'ptb', 'perplexity'],
  ],
  mean: ['mean', 'perplexity'],
};

const SEVEN = [7, 32] as const;

type Row = ScoreRow<LinearPatchMethod>;

/**
 * The means of LLM-Streamline and Taylor+ without a patch and of Taylor+ with one (Llama-3-8B) are left out, because the transcription shortens them
 * to 2839, 2840 and 236.5.
 */
const ROWS: readonly Row[] = [
  { model: 'Llama-2-7B', method: 'dense', ratio: 0, scores: [5.47, 6.97, 22.51], average: 11.65 },
  { model: 'Llama-2-7B', method: 'ShortGPT, LLM-Streamline', ratio: SEVEN, scores: [18.45, 20.99, 62.18], average: 33.87 },
  { model: 'Llama-2-7B', method: 'ShortGPT, LLM-Streamline + LinearPatch', ratio: SEVEN, scores: [13.22, 14.58, 45.97], average: 24.59 },
  { model: 'Llama-2-7B', method: 'SLEB', ratio: SEVEN, scores: [9.14, 11.21, 38.45], average: 19.6 },
  { model: 'Llama-2-7B', method: 'SLEB + LinearPatch', ratio: SEVEN, scores: [8.77, 10.66, 38.3], average: 19.24 },
  { model: 'Llama-3-8B', method: 'dense', ratio: 0, scores: [6.14, 8.88, 10.59], average: 8.54 },
  { model: 'Llama-3-8B', method: 'ShortGPT', ratio: SEVEN, scores: [57.76, 50.13, 67.39], average: 58.43 },
  { model: 'Llama-3-8B', method: 'ShortGPT + LinearPatch', ratio: SEVEN, scores: [25.67, 28.38, 31.22], average: 28.42 },
  { model: 'Llama-3-8B', method: 'LLM-Streamline', ratio: SEVEN, scores: [2287.73, 1491.37, 4738.81] },
  { model: 'Llama-3-8B', method: 'LLM-Streamline + LinearPatch', ratio: SEVEN, scores: [69.82, 96.68, 88.79], average: 85.1 },
  { model: 'Llama-3-8B', method: 'SLEB', ratio: SEVEN, scores: [13.12, 16.76, 21.04], average: 16.97 },
  { model: 'Llama-3-8B', method: 'SLEB + LinearPatch', ratio: SEVEN, scores: [11.97, 15.74, 19.55], average: 15.75 },
  { model: 'Llama-3-8B', method: 'Taylor+', ratio: SEVEN, scores: [2287.86, 1491.38, 4741.9] },
  { model: 'Llama-3-8B', method: 'Taylor+ + LinearPatch', ratio: SEVEN, scores: [208.88, 235.63, 264.97] },
];

/** Perplexity of three texts and its mean, with 7 of 32 blocks removed. */
export const LINEAR_PATCH_PERPLEXITY = ROWS.flatMap((row) => listCells(TABLE, { ...row, note: noteOf(row.model, row.method) }));
