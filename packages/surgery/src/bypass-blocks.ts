import type { BlockStructure } from './block-structure.ts';
import { findRemovalObstacle } from './find-removal-obstacle.ts';
import { renameReads } from './rename-tensors.ts';

/**
 * The same model with the given blocks passed by: whoever read what left a removed block reads what entered it. Boundaries keep the parent's
 * numbering; those of a removed block coincide, so its influence is exactly 0. Nothing else goes: see removeBlocks for a model to write.
 *
 * @throws AppError as findRemovalObstacle says.
 */
export function bypassBlocks(structure: BlockStructure, removed: readonly number[]): BlockStructure {
  const obstacle = findRemovalObstacle(structure, removed);
  if (obstacle) throw obstacle;
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
