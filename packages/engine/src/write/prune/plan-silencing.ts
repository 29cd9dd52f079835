import { type Half, listHalfWeights, listSilencedWeights, type SilencedWeight } from '@lamina/checkpoints';
import { describeRemoval, type Removal } from '@lamina/plans';
import type { OpenedModel } from '../../model/open/open-model.ts';
import type { ReadCheckpoint } from '../../model/open/read-graph.ts';

/** The tensors to overwrite, and a note about them for the reader of the pruned checkpoint. */
export interface Silencing {
  readonly silenced: readonly SilencedWeight[];
  readonly notes: readonly string[];
}

/**
 * How a checkpoint loses halves of blocks. Its layout has places for both halves, so a removed half stays in the files with output weights that make it
 * add nothing; the bytes of its tensors have no effect. A removed attention still runs, and fills its cache.
 */
export function planSilencing({ checkpoint }: OpenedModel, removal: Removal): Silencing {
  const halves = removal.flatMap(({ kind, block }) => (kind === 'block' ? [] : [{ half: kind, block }]));
  if (checkpoint === null || halves.length === 0) return { silenced: [], notes: [] };
  const silenced = halves.flatMap(({ half, block }) => listSilencedWeights(getBlock(checkpoint, block), half));
  return {
    silenced: silenced.map(({ name, filling }) => ({ name: nameStored(checkpoint, name), filling })),
    notes: [describeSilenced(removal, countBytes(checkpoint, halves))],
  };
}

function getBlock({ decoder }: ReadCheckpoint, index: number): ReadCheckpoint['decoder']['blocks'][number] {
  const block = decoder.blocks[index];
  if (block === undefined) throw new Error(`no block ${index} in the checkpoint`);
  return block;
}

/** The stored tensor whose bytes make a weight 0: of a packed weight its numbers or its scales. */
function nameStored({ stored, tensors }: ReadCheckpoint, name: string): string {
  const tensor = tensors.get(name);
  const found = [tensor?.packed?.silencedBy, name, tensor?.name].find((candidate) => candidate !== undefined && stored.has(candidate));
  if (found === undefined) throw new Error(`no stored tensor ${name}`);
  return found;
}

function countBytes(checkpoint: ReadCheckpoint, halves: readonly { readonly half: Half; readonly block: number }[]): number {
  const unused = new Set(halves.flatMap(({ half, block }) => listHalfWeights(getBlock(checkpoint, block), half)));
  // Packed weights have other names and stay as they are.
  return [...unused].reduce((sum, name) => sum + (checkpoint.stored.get(name)?.sizeBytes ?? 0), 0);
}

function describeSilenced(removal: Removal, unusedBytes: number): string {
  const units = describeRemoval(removal.filter(({ kind }) => kind !== 'block'));
  const hasAttention = removal.some(({ kind }) => kind === 'attention');
  const cache = hasAttention ? ' The attentions still write their keys and values, so this file saves no KV cache.' : '';
  return `${units} (in the numbering of the parent) stay in the files with output weights of 0, because the format cannot store a block with one half: ${(unusedBytes / 1e6).toFixed(1)} MB are unused.${cache} ONNX (--format onnx) removes ${hasAttention ? 'both' : 'them from the files'}`;
}
