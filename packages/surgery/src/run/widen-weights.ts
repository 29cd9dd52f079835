import { DATA_TYPE, findDataSizeBytes, type Graph, type Tensor } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';
import { renameReads } from '../graph/rename-tensors.ts';

const HALF: ReadonlySet<number> = new Set([DATA_TYPE.float16, DATA_TYPE.bfloat16]);

/** A graph over float32 weights, and its half-precision weights as they were, by name. */
export interface WidenedGraph {
  readonly graph: Graph;
  readonly narrow: ReadonlyMap<string, Tensor>;
}

/**
 * The same graph over float32 weights. Sublayer-precision weights are declared as float32 in the same places, and the casts behind them go. The
 * caller widens the bytes.
 *
 *     MatMul(x, Cast(W: bfloat16))      becomes     MatMul(x, W: float32)
 *     Cast(Gather(W: bfloat16, ids))    becomes     Gather(W: float32, ids)
 */
export function widenWeights(graph: Graph): WidenedGraph {
  const narrow = new Map(graph.initializers.filter(({ dataType }) => HALF.has(dataType)).map((tensor) => [tensor.name, tensor]));
  const view = new GraphView(graph);
  const isWide = (name: string): boolean => {
    const node = view.maker(name);
    return narrow.has(name) || (node?.opType === 'Gather' && narrow.has(inputOf(node, 0)));
  };
  const casts = graph.nodes.filter(({ opType, inputs }) => opType === 'Cast' && isWide(inputOf({ inputs }, 0)));
  const replacement = new Map(casts.map(({ inputs, outputs }) => [outputOf({ outputs }, 0), inputOf({ inputs }, 0)]));
  const kept = graph.nodes.filter((node) => !casts.includes(node));
  const initializers = graph.initializers.map((tensor) => (narrow.has(tensor.name) ? widen(tensor) : tensor));
  return { graph: { ...graph, nodes: renameReads(kept, replacement), initializers }, narrow };
}

function widen(tensor: Tensor): Tensor {
  const wide = { ...tensor, dataType: DATA_TYPE.float };
  return tensor.data.kind === 'external' ? { ...wide, data: { ...tensor.data, sizeBytes: findDataSizeBytes(wide) } } : wide;
}
