import type { Graph, Node, Tensor } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';
import { readsWeight, type StoredMatrix } from './find-stored-matrix.ts';
import { mixesTokens } from './mixes-tokens.ts';

/** The last projection of a block, whose output m (times a constant) is added straight to the stream, so that m ← m · T is a change of its weights. */
export interface FoldTarget {
  readonly matrix: StoredMatrix;
  /** Vectors added to the product on the way to the stream; b ← b · T for each. A shared one is read elsewhere too. */
  readonly biases: readonly { readonly source: Tensor; readonly isShared: boolean }[];
  /** Tensors whose sum is m, as it is added to the stream. */
  readonly added: readonly string[];
}

export interface FoldRefusal {
  /** Why a fold would not be exact, in words that follow "…, since". */
  readonly reason: string;
}

/** Operators that hand values on as they are. */
const NEUTRAL = new Set(['Identity', 'Cast', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Dropout']);

/**
 * The projection before block `start`, by data flow: what enters the block is a sum of the stream and of what the block before adds to it.
 *
 *     h = Add(stream, [Mul by a number] ([Add bias] (MatMul(x, W))))       the fold makes it W · T and bias · T
 *
 * Where attention and MLP are added side by side, the one that no token meets another in is taken, which is the MLP.
 */
export function findFoldTarget(structure: BlockStructure, start: number): FoldTarget | FoldRefusal {
  if (start === 0) return { reason: 'no kept block stands before the run' };
  const { graph } = structure.model;
  const context: Context = {
    graph,
    index: indexGraph(graph),
    weights: new Map(graph.initializers.map((tensor) => [tensor.name, tensor])),
    entry: structure.boundaries[start - 1] ?? '',
  };
  const addends = listAddends(structure.boundaries[start] ?? '', context);
  const biases = addends.flatMap((name) => context.weights.get(name) ?? []);
  const branches = addends.filter((name) => !context.weights.has(name) && !isStream(name, context));
  if (branches.length === addends.length - biases.length)
    return { reason: 'what enters the run is no sum with the stream: a norm or a product follows the sum' };
  const [branch, ...others] = branches.length > 1 ? branches.filter((name) => !mixesTokens(name, context)) : branches;
  if (branch === undefined || others.length > 0)
    return { reason: `${branches.length} branches are added to the stream, as experts are, and none of them is the MLP alone` };
  // Of several branches, whose bias it is cannot be told; none has to be folded for the fold to be exact.
  const own = branches.length === 1 ? biases : [];
  const projection = readProjection(branch, context);
  if ('reason' in projection) return projection;
  return {
    matrix: projection.matrix,
    biases: [...projection.biases, ...own].map((source) => ({
      source,
      isShared: (context.index.readers.get(source.name)?.length ?? 0) > 1,
    })),
    added: [branch, ...own.map(({ name }) => name)],
  };
}

interface Context {
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The stream as it enters the block before the run. */
  readonly entry: string;
}

function producerOf(name: string, { graph, index }: Context): Node | undefined {
  return graph.nodes[index.producer.get(name) ?? -1];
}

/** The tensors that a sum adds up, sums that nothing else reads taken apart. */
function listAddends(sum: string, context: Context): readonly string[] {
  const addends: string[] = [];
  const wanted = [sum];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const node = producerOf(name, context);
    const isOpen = name === sum || context.index.readers.get(name)?.length === 1;
    if (node && isOpen && (node.opType === 'Add' || node.opType === 'Sum')) wanted.push(...node.inputs);
    else if (node && isOpen && NEUTRAL.has(node.opType) && leadsToSum(name, context)) wanted.push(node.inputs[0] ?? '');
    else addends.push(name);
  }
  return addends;
}

function leadsToSum(start: string, context: Context): boolean {
  let node = producerOf(start, context);
  while (node && NEUTRAL.has(node.opType)) node = producerOf(node.inputs[0] ?? '', context);
  return node?.opType === 'Add' || node?.opType === 'Sum';
}

/** Whether a tensor is the residual stream: sums all the way back to where it enters the block. */
function isStream(start: string, context: Context): boolean {
  const seen = new Set<string>();
  const wanted = [start];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (name === context.entry) return true;
    const node = producerOf(name, context);
    if (!node || seen.has(name)) continue;
    seen.add(name);
    if (node.opType === 'Add' || node.opType === 'Sum') wanted.push(...node.inputs);
    else if (NEUTRAL.has(node.opType)) wanted.push(node.inputs[0] ?? '');
  }
  return false;
}

/** The product behind a branch, through a bias and factors that are one number. */
function readProjection(
  branch: string,
  context: Context,
): { readonly matrix: StoredMatrix; readonly biases: readonly Tensor[] } | FoldRefusal {
  const biases: Tensor[] = [];
  for (let name = branch; ; ) {
    const node = producerOf(name, context);
    if (!node) return { reason: 'what is added to the stream is not computed by a projection' };
    const [first = '', second = ''] = node.inputs;
    const constant = [first, second].flatMap((input) => context.weights.get(input) ?? [])[0];
    if (NEUTRAL.has(node.opType)) name = first;
    else if ((node.opType === 'Mul' || node.opType === 'Div') && constant && isNumber(constant))
      name = first === constant.name ? second : first;
    else if (node.opType === 'Add' && constant && biases.length === 0) {
      biases.push(constant);
      name = first === constant.name ? second : first;
    } else {
      const matrix = readsWeight(node, context);
      if ('reason' in matrix) return matrix;
      const bias = node.opType === 'Gemm' ? context.weights.get(node.inputs[2] ?? '') : undefined;
      return { matrix, biases: bias ? [...biases, bias] : biases };
    }
    if ((context.index.readers.get(name)?.length ?? 0) > 1) return { reason: `the projection's output ${name} is read elsewhere too` };
  }
}

function isNumber({ dims }: Tensor): boolean {
  return dims.every((extent) => extent === 1);
}
