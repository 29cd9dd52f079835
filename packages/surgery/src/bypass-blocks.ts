import { AppError } from '@lamina/errors';
import type { BlockStructure } from './block-structure.ts';
import { renameReads } from './rename-tensors.ts';

/**
 * The same model with the given blocks passed by: whoever read what left a removed block reads what entered it. Boundaries keep the parent's
 * numbering; those of a removed block coincide, so its influence is exactly 0. Nothing else goes: see removeBlocks for a model to write.
 *
 * @throws AppError BAD_USER_INPUT for indices that are out of range, repeated, or all of the blocks.
 */
export function bypassBlocks(structure: BlockStructure, removed: readonly number[]): BlockStructure {
  checkRemoval(removed, structure.blocks.length);
  if (removed.length === 0) return structure;
  const dropped = new Set(removed);
  const replacement = new Map<string, string>();
  for (const [index, leaving] of structure.boundaries.slice(1).entries()) {
    const entering = structure.boundaries[index] ?? '';
    if (dropped.has(index)) replacement.set(leaving, replacement.get(entering) ?? entering);
  }
  const { graph } = structure.model;
  const outputs = graph.outputs.map((output) => ({ ...output, name: replacement.get(output.name) ?? output.name }));
  return {
    ...structure,
    model: { ...structure.model, graph: { ...graph, nodes: renameReads(graph.nodes, replacement), outputs } },
    boundaries: structure.boundaries.map((name) => replacement.get(name) ?? name),
  };
}

function checkRemoval(removed: readonly number[], total: number): void {
  const wrong = removed.find((index) => !Number.isInteger(index) || index < 0 || index >= total);
  if (wrong !== undefined)
    throw new AppError('BAD_USER_INPUT', `block ${wrong} does not exist: the model has ${total} blocks, numbered 0 to ${total - 1}`);
  if (new Set(removed).size !== removed.length)
    throw new AppError('BAD_USER_INPUT', `a block is named twice in ${removed.join(',')}; name each block once`);
  if (removed.length >= total) throw new AppError('BAD_USER_INPUT', `all ${total} blocks would be removed; keep at least one`);
}
