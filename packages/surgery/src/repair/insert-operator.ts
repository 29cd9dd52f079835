import type { BlockStructure } from '../find/block-structure.ts';
import { mapSublayers } from '../find/sublayers.ts';
import { getElementType } from '../graph/find-element-type.ts';
import { GraphView } from '../graph/graph-view.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { createOperator, type StreamOperator } from './stream-operator.ts';

/**
 * The same model with an operator R on the stream where it enters block `block`: the readers of h read R(h).
 *
 *     h ─► block     becomes     h ─► Mul | MatMul | h + MatMul(MatMul(h)) ─► block
 *
 * If the run of blocks that begins there is passed by (bypassUnits) or removed (removeUnits), the block after the run reads R(h). From then on R(h)
 * is boundary `block`: the block before gives it, and this block reads it.
 *
 * @throws AppError MODEL_UNSUPPORTED where the element type of the stream is unknown.
 */
export function insertOperator(structure: BlockStructure, block: number, operator: StreamOperator): BlockStructure {
  const { graph } = structure.model;
  const view = new GraphView(graph);
  const from = structure.boundaries[block];
  if (from === undefined) throw new Error(`there is no boundary ${block}`);
  const to = `${from}#repaired`;
  const renamed = (tensor: string): string => (tensor === from ? to : tensor);
  const { nodes, weights } = createOperator(operator, { from, to, elementType: getElementType(view, from) });
  const reading = renameReads(graph.nodes, new Map([[from, to]]));
  const maker = view.maker(from);
  // A stream that is an input of the graph has no maker. The operator is then the first node.
  const place = maker ? view.place(maker) + 1 : 0;
  return {
    ...structure,
    model: {
      ...structure.model,
      graph: {
        ...graph,
        nodes: [...reading.slice(0, place), ...nodes, ...reading.slice(place)],
        initializers: [...graph.initializers, ...weights],
      },
    },
    boundaries: structure.boundaries.map((name, boundary) => (boundary === block ? to : name)),
    // A sublayer that starts at the stream now starts at the result of the operator. Where the block before ends, nothing changes.
    sublayers: mapSublayers(structure.sublayers, ({ start, end, additions }) => ({
      start: renamed(start),
      end,
      additions: additions.map(({ sum, stream }) => ({ sum, stream: renamed(stream) })),
    })),
  };
}
