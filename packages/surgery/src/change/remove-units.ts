import { AppError, getAt } from '@lamina/errors';
import type { Graph, Model } from '@lamina/onnx';
import { blocksOf, isRemoved, type Removal } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';
import type { CachePort } from '../graph/cache-ports.ts';
import { GraphView } from '../graph/graph-view.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { sortNodes } from '../graph/sort-nodes.ts';
import { fuseSkipNorms } from '../plain/expand-skip-norms.ts';
import { bypassUnits } from './bypass-units.ts';
import { renumberPorts } from './renumber-ports.ts';

/** The removed units. Indices are 0-based, in the numbering of the model from which the units were removed. */
export interface RemovalReport {
  readonly removal: Removal;
  /** The blocks of which at least one sublayer is left. */
  readonly kept: readonly number[];
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly weightsBefore: number;
  readonly weightsAfter: number;
}

/**
 * The model without the given blocks and sublayers. They are passed by (bypassUnits), and everything that only they needed is removed: nodes, weights,
 * and the caches of removed attentions that no other block shares.
 *
 *     h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2 ─► block 2 ─► logits     becomes     h_0 ─► block 0 ─► h_1 ─► block 2 ─► logits
 *
 * Weights are never changed or copied. Cache ports are renumbered without gaps, as loaders of ONNX decoders expect.
 *
 * @throws AppError as findRemovalObstacle says; MODEL_UNSUPPORTED where no kept block has a cache that the graph reads for all blocks.
 */
export function removeUnits(structure: BlockStructure, removal: Removal): { model: Model; report: RemovalReport } {
  const { model, blocks } = bypassUnits(structure, removal);
  const isLeft = (block: number): boolean => !isRemoved(removal, { kind: 'attention', block });
  const isShared = (block: number): boolean => structure.sharedValues.some(({ maker, reader }) => maker === block && isLeft(reader));
  const attending = blocks.map(({ index }) => index).filter((block) => isLeft(block) || isShared(block));
  const droppedPorts = blocks.filter(({ index }) => !attending.includes(index)).flatMap(({ ports }) => ports);
  const moved = movePastReads(removeOutputs(model.graph, droppedPorts), {
    dropped: droppedPorts,
    kept: attending.flatMap((block) => getAt(blocks, block).ports),
  });
  const graph = sortNodes(removeDeadNodes(moved));
  const fusedAgain = fuseSkipNorms({ ...model, graph }, structure.fused);
  const result = { ...fusedAgain, graph: renumberPorts(fusedAgain.graph, blocks, attending) };
  return {
    model: result,
    report: {
      removal,
      kept: blocks.map(({ index }) => index).filter((block) => !blocksOf(removal, 'block').includes(block)),
      nodesBefore: model.graph.nodes.length,
      nodesAfter: result.graph.nodes.length,
      weightsBefore: model.graph.initializers.length,
      weightsAfter: result.graph.initializers.length,
    },
  };
}

function removeOutputs(graph: Graph, ports: readonly CachePort[]): Graph {
  const names = new Set(ports.map(({ name }) => name));
  return { ...graph, outputs: graph.outputs.filter(({ name }) => !names.has(name)) };
}

/**
 * Moves the reads of a removed block's cache to the cache of a kept block. Exporters read the past length of ALL blocks from one block's cache.
 *
 *     past.0 ─► Shape ─► mask of all blocks     becomes     past.1 ─► Shape ─► mask of all blocks
 *
 * @param graph without the outputs that belong to removed blocks
 * @param ports the cache ports of removed and of kept blocks
 * @throws AppError MODEL_UNSUPPORTED where the graph still reads such a cache and no kept block has a cache of the same kind.
 */
function movePastReads(graph: Graph, ports: { readonly dropped: readonly CachePort[]; readonly kept: readonly CachePort[] }): Graph {
  const view = new GraphView(removeDeadNodes(graph));
  const replacement = new Map<string, string>();
  for (const port of ports.dropped) {
    if (port.direction !== 'past' || view.readers(port.name).length === 0) continue;
    const twin = ports.kept.find(({ direction, pattern }) => direction === 'past' && pattern === port.pattern);
    if (!twin) {
      throw new AppError(
        'MODEL_UNSUPPORTED',
        `the graph reads ${port.name} for all blocks and no kept block has such a cache; keep one of the blocks of its kind`,
      );
    }
    replacement.set(port.name, twin.name);
  }
  return replacement.size === 0 ? graph : { ...graph, nodes: renameReads(graph.nodes, replacement) };
}
