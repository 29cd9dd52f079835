import { listLine, type PrintedCell, type PublishedLine } from '../published-line.ts';
import { COSINE_OVER_TOKENS } from '../published-paper.ts';
import { GHOSTED_LAYERS_PAPER, type GhostedLayersMethod } from './paper.ts';

type Line = PublishedLine<GhostedLayersMethod>;

const NOTE = `Read in the README of the repository, not in the paper. ${COSINE_OVER_TOKENS}`;

/** Mean of ARC-e, ARC-c, HellaSwag, Winogrande, BoolQ, OpenBookQA, RTE, CoPa and Race; the scores were not transcribed. */
const average = (value: number): PrintedCell => ({ column: 'mean', benchmark: 'average', metric: 'average-percent', value });

const ACCURACY: readonly Line[] = (
  [
    ['Llama-3-8B', 7, 40.7, 48.65, 50.55, 60.1],
    ['Llama-3-8B', 11, 44.24, 51.4, 51.37, 53.66],
    ['Llama-3.1-8B', 7, 42.6, 50.46, 53.27, 60.01],
    ['Llama-3.1-8B', 11, 44.68, 52.39, 52.39, 53.92],
    ['DeepSeek-R1-Distill-8B', 7, 48.01, 51.68, 53.59, 57.8],
    ['DeepSeek-R1-Distill-8B', 11, 46.52, 50.4, 50.37, 52.11],
  ] as const
).flatMap(([model, removed, plain, diagonal, rotated, ghosted]) => {
  const line = (method: GhostedLayersMethod, value: number): Line => ({
    table: 'accuracy',
    model,
    method,
    ratio: [removed, 32],
    cells: [average(value)],
    note: NOTE,
  });
  return [
    line('LLM-Streamline', plain),
    line('LLM-Streamline + LinearPatch-D', diagonal),
    line('LLM-Streamline + LinearPatch-R', rotated),
    line('LLM-Streamline + Ghosted Layers', ghosted),
  ];
});

/** Mean perplexity of WikiText-2, C4 and PTB. */
const PERPLEXITY: readonly Line[] = (
  [
    ['LLM-Streamline + LinearPatch-D', 127.04],
    ['LLM-Streamline + LinearPatch-R', 66.06],
    ['LLM-Streamline + Ghosted Layers', 27.81],
    ['ShortGPT + LinearPatch-D', 32.71],
    ['ShortGPT + LinearPatch-R', 37.31],
    ['ShortGPT + Ghosted Layers', 20.82],
  ] as const
).map(([method, value]) => ({
  table: 'perplexity',
  model: 'Llama-3.1-8B',
  method,
  ratio: [7, 32],
  cells: [{ column: 'mean PPL', benchmark: 'average', metric: 'perplexity', value }],
  note: NOTE,
}));

/** Mean accuracy and mean perplexity of removal only and of three repairs. No row can be checked. */
export const GHOSTED_LAYERS_RESULTS = [...ACCURACY, ...PERPLEXITY].flatMap((line) => listLine(GHOSTED_LAYERS_PAPER, line));
