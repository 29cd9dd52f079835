import { listLine, type PublishedLine } from '../published-line.ts';
import { LINEAR_PATCH_PAPER, type LinearPatchMethod, noteOf } from './paper.ts';

type Line = PublishedLine<LinearPatchMethod>;

const perplexity = (table: string, method: LinearPatchMethod, value: number): Line => ({
  table,
  model: 'Llama-2-7B',
  method,
  ratio: [9, 32],
  cells: [{ column: 'mean', benchmark: 'average', metric: 'perplexity', value }],
});

const LINES: readonly Line[] = [
  perplexity('ablation', 'no patch', 56.1),
  perplexity('ablation', 'diagonal patch without rotation', 33.7),
  perplexity('ablation', 'LinearPatch', 30.29),
  perplexity('ablation', 'LinearPatch, tuned', 19.58),
  perplexity('calibration text', 'LinearPatch, calibrated on WIKI', 30.29),
  perplexity('calibration text', 'LinearPatch, calibrated on PTB', 30.4),
  perplexity('calibration text', 'LinearPatch, calibrated on C4', 30.52),
  // A negative result of the paper: the patch lowers MMLU.
  ...(
    [
      ['ShortGPT', 57.64],
      ['ShortGPT + LinearPatch', 55.19],
    ] as const
  ).map(
    ([method, value]): Line => ({
      table: 'MMLU',
      model: 'Llama-3-8B',
      method,
      ratio: [5, 32],
      cells: [{ column: 'MMLU', benchmark: 'mmlu', metric: 'accuracy-percent', value }],
      note: noteOf('Llama-3-8B', method),
    }),
  ),
];

/** Variants of the patch and of its calibration text (mean perplexity of three texts), and MMLU with five examples. */
export const LINEAR_PATCH_ABLATIONS = LINES.flatMap((line) => listLine(LINEAR_PATCH_PAPER, line));
