import type { OpenedModel } from '../open/open-model.ts';
import { findHiddenSize, findVocabularySize } from './find-sizes.ts';
import { feedFactsOf } from './model-facts.ts';

/** What of a model decides how much memory the tokens of one run take. */
export interface RunSizes {
  /** The number of hidden states that stay until the end of a run, to be compared with each other; 0 where none stays. */
  readonly states: number;
  readonly hiddenSize: number;
  /** The width of the widest tensor inside a block, per token: usually the inner width of the MLP. */
  readonly blockWidth: number;
  readonly heads: number;
  /** The number of keys that a token may attend to: the length of the window. */
  readonly window: number;
  /** The number of logits per token; 0 where the head does not run. */
  readonly vocabularySize: number;
}

/** Where config.json does not tell the number of heads. */
const USUAL_HEAD_SIZE = 64;

/** What of a run is asked for. */
export interface RunAsked {
  readonly window: number;
  /** Whether hidden states stay until they are compared. */
  readonly keepsStates: boolean;
  readonly losses: boolean;
}

/** The sizes that decide how much memory the tokens of a run take. */
export function findRunSizes(opened: OpenedModel, { window, keepsStates, losses }: RunAsked): RunSizes {
  const hiddenSize = findHiddenSize(opened);
  // Without a known vocabulary, the head's matrix counts as one of a block.
  const vocabularySize = findVocabularySize(opened) ?? 0;
  const { boundaries } = opened.structure;
  return {
    // The states, and the last one after its norm.
    states: keepsStates ? boundaries.length + 1 : 0,
    hiddenSize,
    blockWidth: findBlockWidth(opened, vocabularySize),
    heads: feedFactsOf(opened.source).heads ?? Math.ceil(hiddenSize / USUAL_HEAD_SIZE),
    window,
    vocabularySize: losses ? vocabularySize : 0,
  };
}

/** The largest extent of the matrices that products read, except the vocabulary. Lookups read tables of positions, which may be long. */
function findBlockWidth({ mapped }: OpenedModel, vocabularySize: number): number {
  const { nodes, initializers } = mapped.model.graph;
  const read = new Set(nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? [] : inputs)));
  const extents = initializers
    .filter(({ name, dims }) => dims.length === 2 && read.has(name))
    .flatMap(({ dims }) => dims.filter((extent) => extent !== vocabularySize));
  return Math.max(0, ...extents);
}
