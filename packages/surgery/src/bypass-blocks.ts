import { createCast, type Node } from '@lamina/onnx';
import type { BlockStructure } from './block-structure.ts';
import { findElementType } from './find-element-type.ts';
import { findRemovalObstacle } from './find-removal-obstacle.ts';
import { indexGraph } from './graph-index.ts';
import { renameReads } from './rename-tensors.ts';
import { sortNodes } from './sort-nodes.ts';

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
  const { graph } = structure.model;
  const { replacement, casts } = replaceLeaving(
    structure,
    [...removed].sort((a, b) => a - b),
  );
  const outputs = graph.outputs.map((output) => ({ ...output, name: replacement.get(output.name) ?? output.name }));
  const nodes = renameReads(graph.nodes, replacement);
  const passed = casts.length === 0 ? { ...graph, nodes, outputs } : sortNodes({ ...graph, nodes: [...nodes, ...casts], outputs });
  return {
    ...structure,
    model: { ...structure.model, graph: passed },
    boundaries: structure.boundaries.map((name) => replacement.get(name) ?? name),
  };
}

/** What is read instead of what left each removed block. In a stream of mixed precision that is a cast of what entered the block. */
function replaceLeaving(
  structure: BlockStructure,
  removed: readonly number[],
): { replacement: ReadonlyMap<string, string>; casts: readonly Node[] } {
  const { graph } = structure.model;
  const index = indexGraph(graph);
  const replacement = new Map<string, string>();
  const casts: Node[] = [];
  for (const block of removed) {
    const [entering = '', leaving = ''] = structure.boundaries.slice(block, block + 2);
    const source = replacement.get(entering) ?? entering;
    const [given, wanted] = [entering, leaving].map((name) => findElementType(graph, index, name));
    if (typeof given !== 'number' || typeof wanted !== 'number' || given === wanted) {
      replacement.set(leaving, source);
      continue;
    }
    casts.push(createCast(source, `${leaving}#passed`, wanted));
    replacement.set(leaving, `${leaving}#passed`);
  }
  return { replacement, casts };
}
