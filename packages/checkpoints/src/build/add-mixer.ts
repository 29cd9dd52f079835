import { assertNever } from '@lamina/errors';
import type { Mixer } from '../architectures/decoder.ts';
import { addAttention } from './add-attention.ts';
import { addShortConvolution } from './add-convolution.ts';
import { addDeltaNet } from './add-delta-net.ts';
import { addLightning } from './add-lightning.ts';
import { addMamba } from './add-mamba.ts';
import { addMamba2 } from './add-mamba2.ts';
import { addScale } from './add-scale.ts';
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
