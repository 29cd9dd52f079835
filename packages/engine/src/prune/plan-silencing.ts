import { type Half, listHalfWeights, listSilencedWeights, type SilencedWeight } from '@lamina/checkpoints';
import type { ReadCheckpoint } from '../model/read-graph.ts';

/** Blocks that lose one half, in the numbering of the source. */
export interface RemovedHalves {
  readonly attention: readonly number[];
  readonly mlp: readonly number[];
}

/** Tensors to overwrite, and what a reader of the pruned checkpoint should know about them. */
export interface Silencing {
  readonly silenced: readonly SilencedWeight[];
  readonly notes: readonly string[];
}

/**
 * How a checkpoint loses halves of blocks: its layout has a place for both, so they stay in the files with output weights that make them add
 * nothing, and the bytes of their tensors are without use.
 */
export function planSilencing({ decoder, stored }: ReadCheckpoint, { attention, mlp }: RemovedHalves): Silencing {
  const halves = [...attention.map((block) => ({ block, half: 'attention' }) as const), ...mlp.map((block) => ({ block, half: 'mlp' }) as const)];
  if (halves.length === 0) return { silenced: [], notes: [] };
  const list = <T>(select: (place: { block: number; half: Half }) => readonly T[]): readonly T[] => halves.flatMap(select);
  const getBlock = (index: number): ReadCheckpoint['decoder']['blocks'][number] => {
    const block = decoder.blocks[index];
    if (!block) throw new Error(`block ${index} is not in the decoder`);
    return block;
  };
  const unused = new Set(list(({ block, half }) => listHalfWeights(getBlock(block), half)));
  const unusedBytes = [...unused].reduce((sum, name) => sum + (stored.get(name)?.sizeBytes ?? 0), 0);
  const named = [
    ...(attention.length === 0 ? [] : [`the attention of ${attention.join(', ')}`]),
    ...(mlp.length === 0 ? [] : [`the MLP of ${mlp.join(', ')}`]),
  ];
  const note = `${named.join(' and ')} (blocks of the parent) stay in the files with output weights that silence them, since the format has no block with one half: ${(unusedBytes / 1e6).toFixed(1)} MB are without use. Written as ONNX they are absent`;
  return { silenced: list(({ block, half }) => listSilencedWeights(getBlock(block), half)), notes: [note] };
}
