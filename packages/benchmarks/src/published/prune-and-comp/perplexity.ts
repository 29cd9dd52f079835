import type { PrintedRatio } from '../printed-ratio.ts';
import { listLine, type PrintedCell, type PublishedLine } from '../published-line.ts';
import { PRUNE_AND_COMP_PAPER, type PruneAndCompMethod } from './paper.ts';

type Line = PublishedLine<PruneAndCompMethod>;
const NOTE = 'Read in the appendix or in the README of the repository, not in the body of the paper.';

type Criterion = 'BI' | 'PPL' | 'contiguous-last' | 'Magnitude+' | 'Taylor+';

/** A row without and with compensation. */
type Pair = readonly [model: string, criterion: Criterion, ratio: PrintedRatio, plain: number, compensated: number];

/** The perplexity of each text was not transcribed, so no row can be checked. */
const PAIRS: readonly Pair[] = [
  ['Llama-3-8B', 'Taylor+', [5, 32], 512.78, 16.34],
  ['Llama-3-8B', 'BI', [5, 32], 28.73, 14.56],
  ['Llama-2-7B', 'Magnitude+', [7, 32], 89.61, 28.2],
  ['Llama-2-13B', 'BI', [8, 40], 21.21, 17.02],
  ['Llama-2-13B', 'BI', [12, 40], 46.72, 21.45],
  // The paper prints a higher perplexity with compensation here.
  ['Qwen3-8B', 'BI', [5, 36], 17.24, 17.48],
  ['Qwen3-8B', 'BI', [7, 36], 20.88, 20.2],
  ['Qwen3-8B', 'PPL', [5, 36], 17.34, 17.1],
  ['Qwen3-8B', 'PPL', [7, 36], 21.72, 20.18],
  ['Qwen3-8B', 'contiguous-last', [5, 36], 32.16, 25.23],
  ['Qwen3-8B', 'contiguous-last', [7, 36], 63.51, 36.08],
];

const ABLATION: readonly (readonly [method: PruneAndCompMethod, value: number])[] = [
  ['BI, one-shot', 58.43],
  ['BI, iterative', 38.37],
  ['BI, one-shot + compensation', 37.39],
  ['BI, iterative + compensation', 27.16],
];

const perplexity = (value: number): readonly PrintedCell[] => [{ column: 'mean PPL', benchmark: 'average', metric: 'perplexity', value }];

const LINES: readonly Line[] = [
  { table: 'perplexity', model: 'Qwen3-8B', method: 'dense', ratio: 0, cells: perplexity(13.3) },
  ...PAIRS.flatMap(([model, criterion, ratio, plain, compensated]): readonly Line[] => [
    { table: 'perplexity', model, method: criterion, ratio, cells: perplexity(plain) },
    { table: 'perplexity', model, method: `${criterion} + Prune&Comp`, ratio, cells: perplexity(compensated) },
  ]),
  ...ABLATION.map(
    ([method, value]): Line => ({ table: 'ablation', model: 'Llama-3-8B', method, ratio: [7, 32], cells: perplexity(value) }),
  ),
];

/** Mean perplexity without and with compensation, and the ablation of its two parts. */
export const PRUNE_AND_COMP_PERPLEXITY = LINES.flatMap((line) => listLine(PRUNE_AND_COMP_PAPER, { ...line, note: NOTE }));
