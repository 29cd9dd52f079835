import { checkRatioOfMeans, type PrintedShare } from '../check-printed.ts';
import { listLine, type PrintedCell, type PublishedLine } from '../published-line.ts';
import { REPLACE_ME_PAPER, type ReplaceMeMethod } from './paper.ts';

type Line = PublishedLine<ReplaceMeMethod>;

const perplexity = (value: number): PrintedCell => ({ column: 'Lambada PPL', benchmark: 'lambada', metric: 'perplexity', value });
const average = (value: number): PrintedCell => ({ column: 'mean', benchmark: 'average', metric: 'average-fraction', value });

/** A percentage of a dense mean, with the decimals of both means. */
const percent = (share: Omit<PrintedShare, 'decimals'>): PrintedCell => ({
  column: 'RP',
  benchmark: 'average',
  metric: 'percent-of-dense',
  value: share.printed,
  verification: checkRatioOfMeans({ ...share, decimals: 1 }),
});

/** Table 2: Lambada, and the mean of Race, Winogrande, PIQA, BoolQ, OpenBookQA and SciQ; the scores were not transcribed. No row is trained. */
const COMPARISON: readonly Line[] = (
  [
    ['dense', 3.11, 0.7, 100],
    ['UIDL', 2216.96, 0.58, 82.5],
    ['SVD-LLM', 29.9, 0.59, 85.3],
    ['LLM-Pruner', 12.31, 0.6, 85.3],
    ['ReplaceMe, least squares', 20.23, 0.63, 89.9],
    ['ReplaceMe, cosine', 15.88, 0.63, 90.9],
    ['ReplaceMe, cosine, several gaps', 13.95, 0.63, 90.0],
  ] as const
).map(([method, ppl, mean, share]) => ({
  table: '2',
  model: 'Llama-3-8B-Instruct',
  method,
  ratio: method === 'dense' ? 0 : 25,
  cells: [perplexity(ppl), average(mean), percent({ printed: share, mean, dense: 0.7, meanDecimals: 2 })],
  ...(method === 'ReplaceMe, least squares' && {
    note: 'Table 7 prints 21.21 and 0.62 for a full matrix at the same share; the transcription does not say whether the models or texts differ.',
  }),
}));

/**
 * Table 7: the structure of the matrix, at the same share. The row without a matrix is left out, because its perplexity is shortened to 2217 (Table 2
 * prints 2216.96), and so is the perplexity of the orthogonal matrix, which has one decimal where the others have two.
 */
const STRUCTURES: readonly Line[] = (
  [
    ['ReplaceMe, full matrix', [average(0.62), perplexity(21.21)]],
    ['ReplaceMe, orthogonal matrix', [average(0.6)]],
    ['ReplaceMe, diagonal matrix', [average(0.62), perplexity(89.09)]],
    ['ReplaceMe, full matrices of several gaps', [average(0.62), perplexity(16.07)]],
  ] as const
).map(([method, cells]) => ({ table: '7', model: 'Llama-3-8B', method, ratio: 25, cells }));

/** Table 9: other sizes. Llama-3.1-8B-Instruct is left out, because the transcription does not say how much of it was removed. */
const SIZES: readonly Line[] = (
  [
    ['Llama-3.2-1B-Instruct', 0.6098, 4, [[25, 0.5348, 87.7]]],
    [
      'Llama-3-70B-Instruct',
      0.728,
      3,
      [
        [25, 0.7036, 96.6],
        [37.5, 0.6596, 90.6],
      ],
    ],
  ] as const
).flatMap(([model, dense, decimals, rows]): readonly Line[] => [
  { table: '9', model, method: 'dense', ratio: 0, cells: [average(dense)] },
  ...rows.map(
    ([ratio, mean, share]): Line => ({
      table: '9',
      model,
      method: 'ReplaceMe',
      ratio,
      cells: [average(mean), percent({ printed: share, mean, dense, meanDecimals: decimals })],
    }),
  ),
]);

/** Tables 2, 7 and 9, as far as they were transcribed. */
export const REPLACE_ME_TABLES_2_7_AND_9 = [...COMPARISON, ...STRUCTURES, ...SIZES].flatMap((line) => listLine(REPLACE_ME_PAPER, line));
