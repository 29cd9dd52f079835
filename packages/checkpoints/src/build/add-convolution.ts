import type { Convolution, ShortConvolution } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addLinear } from './add-linear.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { MixerContext } from './mixer-context.ts';

/** A depthwise causal convolution over time. float[B, S, channels] → the same */
export function addConvolution(
  graph: GraphWriter,
  input: string,
  { weight, bias, channels, kernel, activation }: Convolution,
  { state }: Pick<MixerContext, 'state'>,
): string {
  const transpose = (value: string): string => graph.add('Transpose', [value], { attributes: { perm: [0, 2, 1] } });
  const byChannel = transpose(input);
  const { past, keep } = state('conv', [channels, kernel - 1]);
  const joined = past === null ? byChannel : graph.add('Concat', [past, byChannel], { attributes: { axis: 2 } });
  keep(graph, graph.add('Slice', [joined, graph.ints([1 - kernel]), graph.ints([Number.MAX_SAFE_INTEGER]), graph.ints([2])]));
  const one = (name: string, rows: number): string => graph.weight({ name, dims: [rows, 1, kernel], isReshaped: true });
  const weights = [
    typeof weight === 'string'
      ? one(weight, channels)
      : graph.add(
          'Concat',
          weight.map((part) => one(part.name, part.channels)),
          AXIS_0,
        ),
    ...(bias === null ? [] : [graph.weight({ name: bias, dims: [channels] })]),
  ];
  const attributes = { group: channels, kernel_shape: [kernel], pads: past === null ? [kernel - 1, 0] : [0, 0] };
  return addActivation(graph, transpose(graph.add('Conv', [joined, ...weights], { attributes })), activation);
}

const AXIS_0 = { attributes: { axis: 0 } } as const;

/** [b, c, v] = input;  output(c · convolution(b · v)) */
export function addShortConvolution(graph: GraphWriter, input: string, mixer: ShortConvolution, context: MixerContext): string {
  const all = addLinear(graph, input, mixer.input);
  const [before = '', after = '', value = ''] = graph.addMany('Split', [all], { outputs: 3, attributes: { axis: -1, num_outputs: 3 } });
  const convolved = addConvolution(graph, graph.add('Mul', [before, value]), mixer.convolution, context);
  return addLinear(graph, graph.add('Mul', [after, convolved]), mixer.output);
}
