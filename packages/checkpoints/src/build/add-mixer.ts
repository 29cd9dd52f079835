import { assertNever } from '@lamina/errors';
import type { Lightning, Mixer } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addAttention } from './add-attention.ts';
import { addShortConvolution } from './add-convolution.ts';
import { addDeltaNet } from './add-delta-net.ts';
import { addLinear } from './add-linear.ts';
import { addMamba } from './add-mamba.ts';
import { addMamba2 } from './add-mamba2.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import { addLinearAttention } from './add-scan.ts';
import type { GraphWriter } from './graph-writer.ts';
import { type MixerContext, withoutPadding } from './mixer-context.ts';

/** A block's token mixer. float[B, S, d] → the same */
export function addMixer(graph: GraphWriter, input: string, mixer: Mixer, context: MixerContext): string {
  switch (mixer.kind) {
    case 'attention':
      return addAttention(graph, context.places, { input, attention: mixer, mix: context.mix });
    case 'side-by-side':
      return mixer.parts
        .map(({ mixer: part, inputScale, outputScale }, place) =>
          graph.within(`part.${place}`, () =>
            addScale(graph, addMixer(graph, addScale(graph, input, inputScale), part, context), outputScale),
          ),
        )
        .reduce((sum, part) => graph.add('Add', [sum, part]));
    case 'delta-net':
      return addDeltaNet(graph, withoutPadding(graph, input, context), mixer, context);
    case 'lightning':
      return addLightning(graph, withoutPadding(graph, input, context), mixer, context);
    case 'mamba2':
      return addMamba2(graph, withoutPadding(graph, input, context), mixer, context);
    case 'mamba':
      return addMamba(graph, withoutPadding(graph, input, context), mixer, context);
    case 'convolution':
      return addShortConvolution(graph, withoutPadding(graph, input, context), mixer, context);
    default:
      return assertNever(mixer);
  }
}

/** float[B, S, d] → the same */
function addLightning(graph: GraphWriter, input: string, mixer: Lightning, context: MixerContext): string {
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
