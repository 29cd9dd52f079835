import { assertNever } from '@lamina/errors';
import type { DecoderBlock, Mixer, Mlp } from './decoder.ts';

/** The parts of a block, in the words of transformers; null for a part that it does not have. */
export interface BlockKinds {
  /** full_attention, sliding_attention, linear_attention, mamba, mamba2, conv; joined by + if several mixers read the same input. */
  readonly mixer: string | null;
  readonly mlp: 'dense' | 'moe' | null;
}

/** The kinds of a block's parts. */
export function describeKinds({ mixer, mlp }: DecoderBlock): BlockKinds {
  return { mixer: mixer === null ? null : nameMixer(mixer), mlp: mlp === null ? null : hasExperts(mlp) ? 'moe' : 'dense' };
}

function hasExperts(mlp: Mlp): boolean {
  return mlp.kind === 'experts' || (mlp.kind === 'sum' && mlp.parts.some((part) => part.mlp.kind === 'experts'));
}

function nameMixer(mixer: Mixer): string {
  switch (mixer.kind) {
    case 'attention':
      return mixer.window === null ? 'full_attention' : 'sliding_attention';
    case 'delta-net':
    case 'lightning':
      return 'linear_attention';
    case 'convolution':
      return 'conv';
    case 'mamba':
    case 'mamba2':
      return mixer.kind;
    case 'side-by-side':
      return mixer.parts.map((part) => nameMixer(part.mixer)).join('+');
    default:
      return assertNever(mixer);
  }
}
