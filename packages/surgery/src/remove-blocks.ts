import { AppError } from '@lamina/errors';
import type { Graph, Model } from '@lamina/onnx';
import type { BlockStructure } from './block-structure.ts';
import { bypassBlocks } from './bypass-blocks.ts';
import type { CachePort } from './cache-ports.ts';
import { fuseSkipNorms } from './expand-skip-norms.ts';
import { indexGraph } from './graph-index.ts';
import { removeDeadNodes } from './remove-dead-nodes.ts';
import { renameReads } from './rename-tensors.ts';
import { renumberPorts } from './renumber-ports.ts';
import { sortNodes } from './sort-nodes.ts';

/** What was removed: indices are 0-based in the numbering of the model it was removed from. */
export interface RemovalReport {
  readonly removed: readonly number[];
  readonly kept: readonly number[];
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  readonly weightsBefore: number;
  readonly weightsAfter: number;
}

/**
 * The model without the given blocks: whoever read what left a removed block reads what entered it, and everything that only the removed
 * blocks needed goes. Weights are never touched or copied. Cache ports are renumbered without gaps, as loaders of ONNX decoders expect.
 *
 * @throws AppError as findRemovalObstacle says; MODEL_UNSUPPORTED where no kept block has a cache that the graph reads for all blocks.
 */
export function removeBlocks(structure: BlockStructure, removed: readonly number[]): { model: Model; report: RemovalReport } {
  const { model, blocks } = bypassBlocks(structure, removed);
  const dropped = new Set(removed);
  const kept = blocks.map(({ index }) => index).filter((index) => !dropped.has(index));
  const droppedPorts = blocks.filter(({ index }) => dropped.has(index)).flatMap(({ ports }) => ports);
  const moved = movePastReads(removeOutputs(model.graph, droppedPorts), droppedPorts, structure, kept);
  const graph = sortNodes(removeDeadNodes(moved));
  const fusedAgain = fuseSkipNorms({ ...model, graph }, structure.fused);
  const result = { ...fusedAgain, graph: renumberPorts(fusedAgain.graph, blocks, kept) };
  return {
    model: result,
    report: {
      removed: [...dropped].sort((a, b) => a - b),
      kept,
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
 * Exporters read the past length of ALL blocks off one block's cache input. Where that block goes, the question is put to the same part of
 * a kept block's cache.
 */
function movePastReads(graph: Graph, droppedPorts: readonly CachePort[], structure: BlockStructure, kept: readonly number[]): Graph {
  const { readers } = indexGraph(removeDeadNodes(graph));
  const keptPorts = kept.flatMap((index) => structure.blocks[index]?.ports ?? []).filter(({ direction }) => direction === 'past');
  const replacement = new Map<string, string>();
  for (const port of droppedPorts) {
    if (port.direction !== 'past' || !readers.has(port.name)) continue;
    const twin = keptPorts.find(({ pattern }) => pattern === port.pattern);
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
