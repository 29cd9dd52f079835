import type { Mamba, Norm } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addConvolution } from './add-convolution.ts';
import { addDecayRate } from './add-decay.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addZeros } from './add-scan.ts';
import type { GraphWriter } from './graph-writer.ts';
import { type MixerContext, withoutPadding } from './mixer-context.ts';

/** float[B, S, d] → the same. Every channel has its own decays, so the scan goes token by token. */
export function addMamba(graph: GraphWriter, input: string, mixer: Mamba, context: MixerContext): string {
  const { stateSize, convolution, norms } = mixer;
  const { channels } = convolution;
  const all = addLinear(graph, input, mixer.input);
  const [joined = '', gate = ''] = graph.addMany('Split', [all], { outputs: 2, attributes: { axis: -1, num_outputs: 2 } });
  const mixed = addConvolution(graph, joined, convolution, context);
  // A convolution with a bias makes something of padding.
  const value = convolution.bias === null ? mixed : withoutPadding(graph, mixed, context);
  const rank = mixer.step.inputs;
  const parameters = graph.addMany('Split', [addLinear(graph, value, mixer.parameters), graph.ints([rank, stateSize, stateSize])], {
    outputs: 3,
    attributes: { axis: -1 },
  });
  const [step = '', written = '', read = ''] = parameters.map((part, place) => {
    const norm: Norm | undefined = norms === null ? undefined : [norms.step, norms.input, norms.output][place];
    return norm === undefined ? part : addNorm(graph, part, norm, place === 0 ? rank : stateSize);
  });
  const steps = graph.add('Softplus', [addLinear(graph, step, mixer.step)]);
  const answer = addStateSpace(graph, { value, steps, written, read }, mixer, context);
  const skipped = graph.add('Mul', [value, graph.weight({ name: mixer.skip, dims: [channels] })]);
  const whole = graph.add('Mul', [graph.add('Add', [answer, skipped]), addActivation(graph, gate, 'silu')]);
  return addLinear(graph, whole, mixer.output);
}

interface StateSpaceInput {
  /** float[B, S, channels] each */
  readonly value: string;
  readonly steps: string;
  /** B and C: float[B, S, N] each */
  readonly written: string;
  readonly read: string;
}

/** S ← exp(dt A) S + (dt x) Bᵀ;  y = S C. @returns float[B, S, channels] */
function addStateSpace(
  graph: GraphWriter,
  { value, steps, written, read }: StateSpaceInput,
  mixer: Mamba,
  { state }: MixerContext,
): string {
  const { stateSize, decay, convolution } = mixer;
  const dims = [convolution.channels, stateSize];
  const { past, keep } = state('ssm', dims);
  const rate = addDecayRate(graph, decay, dims);
  const first = past ?? addZeros(graph, value, dims);
  const shapes = [
    [null, ...dims],
    [null, convolution.channels],
  ];
  const body = graph.subgraph(5, shapes, ([held = '', step = '', input = '', row = '', column = '']) => {
    const apart = (part: string, axis: number): string => graph.add('Unsqueeze', [part, graph.ints([axis])]);
    const fading = graph.add('Exp', [graph.add('Mul', [apart(step, 2), rate])]);
    const added = graph.add('Mul', [apart(input, 2), apart(row, 1)]);
    const next = graph.add('Add', [graph.add('Mul', [fading, held]), added]);
    const answer = graph.add('Squeeze', [graph.add('MatMul', [next, apart(column, 2)]), graph.ints([2])]);
    return [next, answer];
  });
  const inputs = [first, steps, graph.add('Mul', [steps, value]), written, read];
  const [last = '', answer = ''] = graph.addMany('Scan', inputs, {
    outputs: 2,
    attributes: { body: { graph: body }, num_scan_inputs: 4, scan_input_axes: [1, 1, 1, 1], scan_output_axes: [1] },
  });
  keep(graph, last);
  return answer;
}
