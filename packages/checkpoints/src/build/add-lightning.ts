import type { Lightning } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addLinearAttention } from './add-scan.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { MixerContext } from './mixer-context.ts';

/** float[B, S, d] → the same */
export function addLightning(graph: GraphWriter, input: string, mixer: Lightning, context: MixerContext): string {
  const { heads, headSize, slopes, norm, output } = mixer;
  const all = addActivation(graph, addLinear(graph, input, mixer.input), mixer.activation);
  const apart = graph.add('Reshape', [all, graph.ints([0, 0, heads, 3 * headSize])]);
  const [query = '', key = '', value = ''] = graph.addMany('Split', [apart], { outputs: 3, attributes: { axis: 3, num_outputs: 3 } });
  const zeros = graph.add('Mul', [graph.add('ReduceSum', [key, graph.ints([3])]), graph.float(0)]);
  const slope = graph.weight({ name: slopes, dims: [heads, 1], isReshaped: true });
  const answer = addLinearAttention(
    graph,
    {
      query,
      key,
      value: graph.add('Unsqueeze', [value, graph.ints([3])]),
      decay: graph.add('Sub', [zeros, slope]),
      decaysByRow: false,
      update: null,
    },
    { groups: heads, heads: 1, keySize: headSize, valueSize: headSize },
    { ...context, kind: 'recurrent' },
  );
  const flat = graph.add('Reshape', [answer, graph.ints([0, 0, heads * headSize])]);
  const gate = addActivation(graph, addLinear(graph, input, mixer.gate), 'sigmoid');
  return addLinear(graph, graph.add('Mul', [addNorm(graph, flat, norm, heads * headSize), gate]), output);
}
