import { AppError } from '@lamina/errors';
import type { Graph } from '@lamina/onnx';
import type { CachePort } from '../graph/cache-ports.ts';
import { GraphView } from '../graph/graph-view.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { renameReads } from '../graph/rename-tensors.ts';

/**
 * Moves the reads of a removed block's cache to the cache of a kept block. Exporters read the past length of ALL blocks from one block's cache.
 *
 *     past.0 ─► Shape ─► mask of all blocks     becomes     past.1 ─► Shape ─► mask of all blocks
 *
 * @param graph without the outputs that belong to removed blocks
 * @param ports the cache ports of removed and of kept blocks
 * @throws AppError MODEL_UNSUPPORTED where the graph still reads such a cache and no kept block has a cache of the same kind.
 */
export function movePastReads(graph: Graph, ports: { readonly dropped: readonly CachePort[]; readonly kept: readonly CachePort[] }): Graph {
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
