import { createCast, type Graph, type Node } from '@lamina/onnx';
import { blocksOf, isRemoved, type Removal, removesNothing } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';
import { listSublayers, mapSublayers, type Sublayer, type Sublayers } from '../find/sublayers.ts';
import { findElementType } from '../graph/find-element-type.ts';
import { GraphView } from '../graph/graph-view.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { sortNodes } from '../graph/sort-nodes.ts';
import { findRemovalObstacle } from './find-removal-obstacle.ts';

/**
 * The same model, in which the given blocks and sublayers are passed by.
 *
 *     block       h' = m + mlp(m), m = h + attn(h)     readers of h' read h
 *     attention   m = h + attn(h)                      readers of m read h
 *
 * Boundaries keep the numbering of the given model. The two boundaries of a removed block are one tensor, so its block influence is exactly 0.
 * Nothing else is removed; removeUnits makes a model to write.
 *
 * @throws AppError as findRemovalObstacle says.
 */
export function bypassUnits(structure: BlockStructure, removal: Removal): BlockStructure {
  const obstacle = findRemovalObstacle(structure, removal);
  if (obstacle) throw obstacle;
  if (removesNothing(removal)) return structure;
  const { graph } = structure.model;
  const { replacement, casts } = replaceLeaving(structure, blocksOf(removal, 'block'), listAdditions(structure.sublayers, removal));
  const outputs = graph.outputs.map((output) => ({ ...output, name: replacement.get(output.name) ?? output.name }));
  const nodes = renameReads(graph.nodes, replacement);
  const passed: Graph = casts.length === 0 ? { ...graph, nodes, outputs } : sortNodes({ ...graph, nodes: [...nodes, ...casts], outputs });
  return {
    ...structure,
    model: { ...structure.model, graph: passed },
    boundaries: structure.boundaries.map((name) => replacement.get(name) ?? name),
    sublayers: passSublayers(structure.sublayers, removal, replacement),
  };
}

/** The tensor that is read in place of the sum of each removed sublayer. */
function listAdditions(sublayers: Sublayers, removal: Removal): ReadonlyMap<string, string> {
  const removed = listSublayers(sublayers).filter(({ kind, block }) => removal.some((unit) => unit.kind === kind && unit.block === block));
  return new Map(removed.flatMap(({ additions }) => additions).map(({ sum, stream }) => [sum, stream]));
}

/**
 * The tensor that is read in place of each tensor. The keys are the outputs of removed blocks and the sums of removed sublayers. If the stream changes its
 * type inside a removed block, a cast replaces the block. Both sides of an addition have one type, so sublayers need no cast.
 */
function replaceLeaving(
  structure: BlockStructure,
  blocks: readonly number[],
  additions: ReadonlyMap<string, string>,
): { replacement: ReadonlyMap<string, string>; casts: readonly Node[] } {
  const view = new GraphView(structure.model.graph);
  const replacement = new Map(additions);
  const resolve = (tensor: string): string => {
    const next = replacement.get(tensor);
    return next === undefined ? tensor : resolve(next);
  };
  const casts: Node[] = [];
  for (const block of blocks) {
    const [entering = '', leaving = ''] = structure.boundaries.slice(block, block + 2);
    const [given, wanted] = [entering, leaving].map((name) => findElementType(view, name));
    if (typeof given !== 'number' || typeof wanted !== 'number' || given === wanted) {
      replacement.set(leaving, entering);
      continue;
    }
    casts.push(createCast(resolve(entering), `${leaving}#passed`, wanted));
    replacement.set(leaving, `${leaving}#passed`);
  }
  return { replacement: new Map([...replacement.keys()].map((tensor) => [tensor, resolve(tensor)])), casts };
}

/** The sublayers of the changed model. A removed sublayer ends where it starts. */
function passSublayers(sublayers: Sublayers, removal: Removal, replacement: ReadonlyMap<string, string>): Sublayers {
  const nameOf = (tensor: string): string => replacement.get(tensor) ?? tensor;
  return mapSublayers(sublayers, ({ start, end, additions }, unit): Sublayer => {
    const isGone = isRemoved(removal, unit);
    return {
      start: nameOf(start),
      end: isGone ? [nameOf(start)] : end.map(nameOf),
      additions: isGone ? [] : additions.map(({ sum, stream }) => ({ sum, stream: nameOf(stream) })),
    };
  });
}
