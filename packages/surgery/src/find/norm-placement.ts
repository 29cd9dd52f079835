import { getAt } from '@lamina/errors';
import type { GraphView } from '../graph/graph-view.ts';
import type { NormPlacement } from './block-structure.ts';
import type { Cuts } from './find-cuts.ts';
import { isNormOp, isNormReduction, isResidualSum } from './read-pattern.ts';

/** The last block, between two cuts. */
export interface LastBlock {
  readonly cuts: Cuts;
  readonly entering: number;
  readonly leaving: number;
}

/** Where the norms stand in the last block. */
export function findNormPlacement(view: GraphView, { cuts, entering: entry, leaving: last }: LastBlock): NormPlacement {
  const name = getAt(cuts.names, last);
  if (comesFromNorm(view, name)) return 'post';
  const sums = cuts.names.map((_, cut) => cut).filter((cut) => cut > entry && cut <= last && isResidualSum(view, cuts, cut));
  if (sums.length === 0) return 'unknown';
  if (sums.length === 1) return 'parallel';
  const sum = view.maker(name);
  if (sum === undefined) throw new Error(`no node makes ${name}, the end of the last block`);
  const branches = sum.inputs.filter((input) => !cuts.names.includes(input));
  return branches.some((input) => comesFromNorm(view, input)) ? 'sandwich' : 'pre';
}

const PASS_THROUGH = new Set(['Cast', 'Identity', 'Mul', 'Add', 'Reshape', 'Div', 'Sub']);

/**
 * True where a tensor is the output of a norm: of a fused norm, or of a scale and a shift of a tensor that was divided by its own reduction.
 *
 *     x ─► ReduceMean ─► Sqrt ─► Div(x, …) ─► Mul(…, gamma) ─► tensor        true
 */
export function comesFromNorm(view: GraphView, tensor: string): boolean {
  let name = tensor;
  for (let step = 0; step < 6; step += 1) {
    const node = view.maker(name);
    if (!node) return false;
    if (isNormOp(node.opType)) return true;
    if (!PASS_THROUGH.has(node.opType)) return false;
    if (dividesByReduction(view, node.inputs)) return true;
    const [computed, ...others] = node.inputs.filter((input) => view.maker(input));
    if (computed === undefined || others.length > 0) return false;
    name = computed;
  }
  return false;
}

function dividesByReduction(view: GraphView, inputs: readonly string[]): boolean {
  const computed = inputs.filter((input) => view.maker(input));
  if (computed.length !== 2) return false;
  return computed.some((input) => {
    let name = input;
    for (let step = 0; step < 6; step += 1) {
      const node = view.maker(name);
      if (!node) return false;
      if (isNormReduction(node.opType)) return true;
      if (!['Sqrt', 'Add', 'Reciprocal', 'Pow', 'Div', 'Cast', 'Rsqrt', 'Max'].includes(node.opType)) return false;
      const computedInput = node.inputs.find((candidate) => isComputed(view, candidate));
      if (computedInput === undefined) return false;
      name = computedInput;
    }
    return false;
  });
}

function isComputed(view: GraphView, name: string): boolean {
  const maker = view.maker(name);
  return maker !== undefined && maker.opType !== 'Constant';
}
