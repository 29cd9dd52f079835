import type { Node, Tensor } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { parseCachePort } from '../graph/cache-ports.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { readsWeight, type StoredMatrix } from './find-stored-matrix.ts';

const MIXING = /Attention$|^(Softmax|Scan|Loop|CumSum|LSTM|GRU|RNN|Conv|FusedConv|CausalConvWithState)$/;

/**
 * True where tokens read one another on the way from a block's entry to a tensor: by attention, a convolution, a recurrence or a cache.
 *
 *     entry ─► MatMul ─► Softmax ─► MatMul ─► tensor     true
 *     entry ─► MatMul ─► Gelu ─► MatMul ─► tensor        false
 */
function mixesTokens(view: GraphView, tensor: string, entry: string): boolean {
  const { nodes, tensors } = view.upstream([tensor], (_, name) => name !== entry);
  return [...nodes].some(({ opType }) => MIXING.test(opType)) || [...tensors].some((name) => name !== entry && parseCachePort(name));
}

/** The last projection of a block. Its output m, times a constant, is added straight to the stream, so m ← m · T is a change of its weights. */
export interface FoldTarget {
  readonly matrix: StoredMatrix;
  /** The vectors that are added to the product on its way to the stream; b ← b · T for each. A shared vector is read elsewhere too. */
  readonly biases: readonly { readonly source: Tensor; readonly isShared: boolean }[];
  /** The tensors whose sum is m, as it is added to the stream. */
  readonly added: readonly string[];
}

/** There is no such projection. */
export interface FoldRefusal {
  /** Why a fold would not be exact, as the end of a sentence: "…, since <reason>". */
  readonly reason: string;
}

/** Operators that pass values on unchanged. */
const NEUTRAL = new Set(['Identity', 'Cast', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Dropout']);

/**
 * Finds the projection before block `start` by data flow. The state that enters the block is a sum of the stream and of what the block before adds.
 *
 *     h = Add(stream, [Mul by a number] ([Add bias] (MatMul(x, W))))     a fold makes W · T of W, and bias · T of the bias
 *
 * Where attention and MLP are added side by side, the branch in which no token reads another is taken. That is the MLP. Its bias is the one that is
 * added to its product before anything else; one that is added to the whole sum can belong to any branch.
 */
export function findFoldTarget(structure: BlockStructure, start: number): FoldTarget | FoldRefusal {
  if (start === 0) return { reason: 'no kept block stands before the run' };
  const view = new GraphView(structure.model.graph);
  const [entry = '', sum = ''] = structure.boundaries.slice(start - 1, start + 1);
  const addends = listAddends(view, sum, entry);
  const loose = addends.flatMap((name) => {
    const source = findVector(view, name);
    return source ? [{ name, source }] : [];
  });
  const branches = addends.filter((name) => findVector(view, name) === undefined && !isStream(view, name, entry));
  if (branches.length === addends.length - loose.length)
    return { reason: 'what enters the run is no sum with the stream: a norm or a product follows the sum' };
  const [branch, ...others] = branches.length > 1 ? branches.filter((name) => !mixesTokens(view, name, entry)) : branches;
  if (branch === undefined || others.length > 0)
    return { reason: `${branches.length} branches are added to the stream, as experts are, and none of them is the MLP alone` };
  // With several branches, a bias can belong to any of them. The fold is exact without it.
  const certain = branches.length === 1 ? loose : [];
  const projection = readProjection(view, branch);
  if ('reason' in projection) return projection;
  return {
    matrix: projection.matrix,
    biases: [...projection.biases, ...certain.map(({ source }) => source)].map((source) => ({
      source,
      isShared: view.readers(source.name).length > 1,
    })),
    added: [branch, ...certain.map(({ name }) => name)],
  };
}

/** The stored vector that a tensor is, through casts; undefined where it is computed. */
function findVector(view: GraphView, name: string): Tensor | undefined {
  const node = view.maker(name);
  return node?.opType === 'Cast' ? findVector(view, inputOf(node, 0)) : view.weight(name);
}

/**
 * The tensors that a sum adds up. A sum inside it is taken apart too, if nothing else reads it, unless it is a product with its own bias. A tensor that
 * is added twice is listed twice.
 */
function listAddends(view: GraphView, sum: string, entry: string): readonly string[] {
  const isBiased = (name: string): boolean => {
    const inputs = view.maker(name)?.inputs;
    if (inputs === undefined) return false;
    const others = inputs.filter((input) => findVector(view, input) === undefined);
    const [product, ...more] = others;
    if (product === undefined || more.length > 0 || others.length === inputs.length) return false;
    const maker = view.maker(product);
    return maker !== undefined && !isSum(maker) && !isStream(view, product, entry);
  };
  const listOpen = (name: string): readonly string[] => (view.readers(name).length === 1 && !isBiased(name) ? list(name) : [name]);
  const list = (name: string): readonly string[] => {
    const node = view.maker(name);
    // exposeSums adds them up in this order, which decides how the sum is rounded.
    if (node && isSum(node)) return node.inputs.toReversed().flatMap(listOpen);
    return node && NEUTRAL.has(node.opType) && leadsToSum(view, name) ? listOpen(inputOf(node, 0)) : [name];
  };
  return list(sum);
}

function isSum({ opType }: Node): boolean {
  return opType === 'Add' || opType === 'Sum';
}

function leadsToSum(view: GraphView, start: string): boolean {
  let node = view.maker(start);
  while (node && NEUTRAL.has(node.opType)) node = view.maker(inputOf(node, 0));
  return node !== undefined && isSum(node);
}

/** True for the residual stream: only sums stand between the tensor and the entry of the block. */
function isStream(view: GraphView, tensor: string, entry: string): boolean {
  return view.upstream([tensor], (maker, name) => name !== entry && (isSum(maker) || NEUTRAL.has(maker.opType))).tensors.has(entry);
}

/** The product behind a branch. A bias and factors of one number may stand between them. */
function readProjection(
  view: GraphView,
  branch: string,
): { readonly matrix: StoredMatrix; readonly biases: readonly Tensor[] } | FoldRefusal {
  const biases: Tensor[] = [];
  for (let name = branch; ; ) {
    const node = view.maker(name);
    if (!node) return { reason: 'what is added to the stream is not computed by a projection' };
    const step = stepBack(view, node, biases.length === 0);
    if (step === null) {
      const matrix = readsWeight(view, node);
      if ('reason' in matrix) return matrix;
      const bias = node.opType === 'Gemm' ? findVector(view, inputOf(node, 2)) : undefined;
      return { matrix, biases: bias ? [...biases, bias] : biases };
    }
    name = step.name;
    if (step.bias) biases.push(step.bias);
    if (view.readers(name).length > 1) return { reason: `the projection's output ${name} is read elsewhere too` };
  }
}

/** The input that a node passes on unchanged, times a number, or with a bias added; null where it does something else. */
function stepBack(view: GraphView, node: Node, takesBias: boolean): { readonly name: string; readonly bias: Tensor | null } | null {
  if (NEUTRAL.has(node.opType)) return { name: inputOf(node, 0), bias: null };
  if (node.opType === 'Mul' || node.opType === 'Div') {
    const factor = node.inputs.find((input) => isNumber(view, input));
    return factor === undefined ? null : { name: otherInput(node, factor), bias: null };
  }
  const place = node.opType === 'Add' && takesBias ? node.inputs.find((input) => findVector(view, input)) : undefined;
  const bias = place === undefined ? undefined : findVector(view, place);
  return place === undefined || bias === undefined ? null : { name: otherInput(node, place), bias };
}

function otherInput({ inputs: [first = '', second = ''] }: Node, input: string): string {
  return first === input ? second : first;
}

/** True if a tensor is one stored number: a weight, or the value of a Constant. */
function isNumber(view: GraphView, name: string): boolean {
  const node = view.maker(name);
  const value = node?.opType === 'Constant' ? node.attributes[0]?.value : undefined;
  const stored = value?.kind === 'tensor' ? value.value : findVector(view, name);
  return value?.kind === 'float' || (stored?.dims.every((extent) => extent === 1) ?? false);
}
