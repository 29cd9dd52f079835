import type { Mamba2 } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addConvolution } from './add-convolution.ts';
import { addDecayRate } from './add-decay.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addLinearAttention } from './add-scan.ts';
import type { GraphWriter } from './graph-writer.ts';
import { type MixerContext, withoutPadding } from './mixer-context.ts';

/** float[B, S, d] → the same */
export function addMamba2(graph: GraphWriter, input: string, mixer: Mamba2, context: MixerContext): string {
  const { heads, headSize, groups, stateSize, convolution } = mixer;
  const inner = heads * headSize;
  const split = (value: string, sizes: readonly number[]): readonly string[] =>
    graph.addMany('Split', [value, graph.ints(sizes)], { outputs: sizes.length, attributes: { axis: -1 } });
  const [gate = '', joined = '', step = ''] = split(addInput(graph, input, mixer), [inner, convolution.channels, heads]);
  const mixed = addConvolution(graph, joined, convolution, context);
  // A convolution with a bias makes something of padding.
  const real = convolution.bias === null ? mixed : withoutPadding(graph, mixed, context);
  const [value = '', written = '', read = ''] = split(real, [inner, groups * stateSize, groups * stateSize]);
  const byHead = (part: string, size: number): string => graph.add('Reshape', [part, graph.ints([0, 0, groups, heads / groups, size])]);
  const byGroup = (part: string): string => graph.add('Reshape', [part, graph.ints([0, 0, groups, stateSize])]);
  const perHead = (part: string): string => graph.add('Reshape', [part, graph.ints([0, 0, groups, heads / groups])]);
  const steps = addSteps(graph, step, mixer);
  const rate = addDecayRate(graph, mixer.decay, [heads]);
  const values = byHead(value, headSize);
  const answer = addLinearAttention(
    graph,
    {
      query: byGroup(read),
      key: byGroup(written),
      value: graph.add('Mul', [values, byHead(steps, 1)]),
      decay: perHead(graph.add('Mul', [steps, rate])),
      decaysByRow: false,
      update: null,
    },
    { groups, heads: heads / groups, keySize: stateSize, valueSize: headSize },
    { ...context, kind: 'ssm' },
  );
  const skip = graph.add('Reshape', [
    graph.weight({ name: mixer.skip, dims: [heads], isReshaped: true }),
    graph.ints([groups, heads / groups, 1]),
  ]);
  const whole = graph.add('Add', [answer, graph.add('Mul', [values, skip])]);
  const flat = graph.add('Reshape', [whole, graph.ints([0, 0, inner])]);
  return addLinear(graph, addGate(graph, { value: flat, gate }, mixer), mixer.output);
}

function addInput(graph: GraphWriter, input: string, { input: linear, multipliers, heads, headSize, groups, stateSize }: Mamba2): string {
  const all = addLinear(graph, input, linear);
  if (multipliers === null) return all;
  const sizes = [heads * headSize, heads * headSize, groups * stateSize, groups * stateSize, heads];
  const factors = sizes.flatMap((size, part) => new Array<number>(size).fill(multipliers[part] ?? 1));
  return graph.add('Mul', [all, graph.table(Float32Array.from(factors), [factors.length])]);
}

/** float[B, S, heads] */
function addSteps(graph: GraphWriter, value: string, { stepBias, stepLimits, heads }: Mamba2): string {
  const steps = graph.add('Softplus', [graph.add('Add', [value, graph.weight({ name: stepBias, dims: [heads] })])]);
  return stepLimits === null ? steps : graph.add('Clip', [steps, ...stepLimits.map((limit) => graph.float(limit))]);
}

interface Gated {
  /** float[B, S, inner] each */
  readonly value: string;
  readonly gate: string;
}

function addGate(graph: GraphWriter, { value, gate }: Gated, mixer: Mamba2): string {
  const factor = addActivation(graph, gate, 'silu');
  if (mixer.norm === null) return graph.add('Mul', [value, factor]);
  if (mixer.isNormedBeforeGate) return graph.add('Mul', [addGroupNorm(graph, value, mixer), factor]);
  return addGroupNorm(graph, graph.add('Mul', [value, factor]), mixer);
}

/** Each group is normalised by itself. */
function addGroupNorm(graph: GraphWriter, value: string, { norm, groups, heads, headSize }: Mamba2): string {
  const inner = heads * headSize;
  if (norm === null || norm.weight === null) throw new Error('a gated norm without a weight');
  const apart = graph.add('Reshape', [value, graph.ints([0, 0, groups, inner / groups])]);
  const normed = graph.add('Reshape', [addNorm(graph, apart, { ...norm, weight: null }, inner / groups), graph.ints([0, 0, inner])]);
  return graph.add('Mul', [normed, graph.weight({ name: norm.weight, dims: [inner], isReshaped: true })]);
}
