import { getAt } from '@lamina/errors';
import type { DeltaNet, GroupedRows } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addConvolution } from './add-convolution.ts';
import { addDecayRate } from './add-decay.ts';
import { addLinear, addProjection } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import { addLinearAttention } from './add-scan.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { MixerContext } from './mixer-context.ts';

/** float[B, S, d] → the same */
export function addDeltaNet(graph: GraphWriter, input: string, mixer: DeltaNet, context: MixerContext): string {
  const { keyHeads, valueHeads, keySize, valueSize, convolution, norm, output } = mixer;
  const heads = valueHeads / keyHeads;
  const { queryKeyValue, gate, update, decay } = addProjections(graph, input, mixer);
  const mixed = addConvolution(graph, queryKeyValue, convolution, context);
  const sizes = [keyHeads * keySize, keyHeads * keySize, valueHeads * valueSize];
  const [query = '', key = '', value = ''] = graph.addMany('Split', [mixed, graph.ints(sizes)], { outputs: 3, attributes: { axis: -1 } });
  const byGroup = (part: string): string => graph.add('Reshape', [part, graph.ints([0, 0, keyHeads, keySize])]);
  /** [B, S, keyHeads, R, …] */
  const byHead = (part: string, more: readonly number[]): string => {
    const order = mixer.isTiled ? [heads, keyHeads] : [keyHeads, heads];
    const apart = graph.add('Reshape', [part, graph.ints([0, 0, ...order, ...more])]);
    return mixer.isTiled ? swapHeads(graph, apart, more.length) : apart;
  };
  const answer = addLinearAttention(
    graph,
    {
      query: graph.add('Mul', [addUnitLength(graph, byGroup(query)), graph.float(keySize ** -0.5)]),
      key: addUnitLength(graph, byGroup(key)),
      value: byHead(value, [valueSize]),
      decay: byHead(addDecay(graph, decay, mixer), mixer.decaysByRow ? [keySize] : []),
      decaysByRow: mixer.decaysByRow,
      update: addScale(graph, byHead(graph.add('Sigmoid', [update]), []), mixer.updateScale),
    },
    { groups: keyHeads, heads, keySize, valueSize },
    { ...context, kind: 'recurrent' },
  );
  const ordered = mixer.isTiled ? swapHeads(graph, answer, 1) : answer;
  const normed = addNorm(graph, graph.add('Reshape', [ordered, graph.ints([0, 0, valueHeads, valueSize])]), norm, valueSize);
  const flat = graph.add('Reshape', [normed, graph.ints([0, 0, valueHeads * valueSize])]);
  return addLinear(graph, graph.add('Mul', [flat, addActivation(graph, gate, mixer.gateActivation)]), output);
}

/** [B, S, a, b, …more] → [B, S, b, a, …more] */
function swapHeads(graph: GraphWriter, value: string, more: number): string {
  const rest = Array.from({ length: more }, (_, place) => 4 + place);
  return graph.add('Transpose', [value], { attributes: { perm: [0, 1, 3, 2, ...rest] } });
}

interface Projections {
  /** float[B, S, 2 · keyHeads · keySize + valueHeads · valueSize] */
  readonly queryKeyValue: string;
  /** float[B, S, valueHeads · valueSize] */
  readonly gate: string;
  /** float[B, S, valueHeads] each */
  readonly update: string;
  readonly decay: string;
}

function addProjections(
  graph: GraphWriter,
  input: string,
  { values, controls, keyHeads, valueHeads, keySize, valueSize }: DeltaNet,
): Projections {
  const heads = valueHeads / keyHeads;
  /** The parts of each key head, of all heads together. */
  const split = ({ linear }: GroupedRows, sizes: readonly number[]): readonly string[] => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const apart = graph.add('Reshape', [addLinear(graph, input, linear), graph.ints([0, 0, keyHeads, total])]);
    const parts = graph.addMany('Split', [apart, graph.ints(sizes)], { outputs: sizes.length, attributes: { axis: 3 } });
    return parts.map((part) => graph.add('Reshape', [part, graph.ints([0, 0, -1])]));
  };
  const [update = '', decay = ''] =
    controls.kind === 'separate'
      ? [addLinear(graph, input, controls.update), addProjection(graph, input, controls.decay)]
      : split(controls, [heads, heads]);
  const join = (parts: readonly string[]): string =>
    parts.length === 1 ? getAt(parts, 0) : graph.add('Concat', parts, { attributes: { axis: -1 } });
  if (values.kind === 'separate') {
    const parts = values.queryKeyValue.map((linear) => addLinear(graph, input, linear));
    return { queryKeyValue: join(parts), gate: addProjection(graph, input, values.gate), update, decay };
  }
  const size = heads * valueSize;
  const [query = '', key = '', value = '', gate = ''] = split(values, [keySize, keySize, size, size]);
  return { queryKeyValue: join([query, key, value]), gate, update, decay };
}

/** x / √(Σ x² + 1e-6) over the last dimension */
function addUnitLength(graph: GraphWriter, value: string): string {
  const squares = graph.add('ReduceSumSquare', [value, graph.ints([-1])], { attributes: { keepdims: 1 } });
  return graph.add('Div', [value, graph.add('Sqrt', [graph.add('Add', [squares, graph.float(1e-6)])])]);
}

/** −exp(A) · softplus(a + bias) */
function addDecay(graph: GraphWriter, value: string, { decay, decayBias, decaysByRow, valueHeads, keySize }: DeltaNet): string {
  const biased = graph.add('Add', [value, graph.weight({ name: decayBias, dims: [decaysByRow ? valueHeads * keySize : valueHeads] })]);
  const apart = decaysByRow ? graph.add('Reshape', [biased, graph.ints([0, 0, valueHeads, keySize])]) : biased;
  return graph.add('Mul', [addDecayRate(graph, decay, decaysByRow ? [valueHeads, 1] : [valueHeads]), graph.add('Softplus', [apart])]);
}
