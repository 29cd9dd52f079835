import { listLine, type PrintedCell } from '../published-line.ts';
import { LLM_DROP_PAPER, type LlmDropMethod } from './paper.ts';

/** A method, its mean accuracy in percent, and its speedup where printed. */
type Row = readonly [method: LlmDropMethod, average: number, speedup?: number];

/** The transcription lists nine tasks with their numbers of examples, and says that these means have eight. */
const EIGHT = 'Mean of eight tasks, of which some have 5, 10 or 25 examples; the transcription does not say which eight.';
const UNKNOWN = 'The tasks of this mean were not transcribed.';

const MODELS: readonly (readonly [model: string, note: string, rows: readonly Row[]])[] = [
  [
    'Llama-2-13B',
    EIGHT,
    [
      ['dense', 68.2],
      ['block-4', 65.8, 1.11],
      ['block-8', 60.7, 1.24],
      ['MLP-4', 66.9],
      ['MLP-8', 61.9],
      ['attn-4', 68.5],
      ['attn-8', 68.1, 1.13],
      ['attn-16', 66.1, 1.29],
      ['attn-20', 64.9, 1.4],
    ],
  ],
  [
    'Mistral-7B',
    EIGHT,
    [
      ['dense', 70.3],
      ['block-4', 67.1],
      ['block-8', 58.6],
      ['MLP-4', 66.9],
      ['MLP-8', 53.4],
      ['attn-4', 69.9],
      ['attn-8', 69.8, 1.23],
      ['attn-12', 67.3, 1.4],
    ],
  ],
  [
    'Llama-3-8B',
    'Mean of HellaSwag, MMLU, OpenBookQA and Winogrande.',
    [
      ['dense', 67.6],
      ['attn-8', 67.4, 1.16],
      ['attn-12', 65.8],
      ['attn-16', 55.4],
      ['attn-20', 38.6],
    ],
  ],
  [
    'Llama-2-70B',
    UNKNOWN,
    [
      ['dense', 73.9],
      ['block-8', 67.7],
      ['block-16', 54.4],
      ['MLP-16', 65.9],
      ['attn-32', 73.8, 1.35],
      ['attn-40', 71.5, 1.48],
      ['attn-48', 66.9],
    ],
  ],
  [
    'Llama-3-70B',
    UNKNOWN,
    [
      ['dense', 75.1],
      ['attn-32', 75.2, 1.35],
      ['attn-40', 73.3, 1.43],
    ],
  ],
];

/** Mean accuracy and speedup without blocks, MLPs or attentions. The scores were not transcribed, so no row can be checked; no ratio is printed. */
export const LLM_DROP_RESULTS = MODELS.flatMap(([model, note, rows]) =>
  rows.flatMap(([method, average, speedup]) => {
    const cells: PrintedCell[] = [{ column: 'avg', benchmark: 'average', metric: 'average-percent', value: average, note }];
    if (speedup !== undefined) cells.push({ column: 'speedup', benchmark: 'speed', metric: 'speedup', value: speedup });
    return listLine(LLM_DROP_PAPER, { table: 'average and speedup', model, method, ratio: null, cells });
  }),
);
