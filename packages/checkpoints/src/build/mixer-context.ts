import type { MixTokens } from './add-attention.ts';
import type { FindState } from './caches.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { TokenPlaces } from './token-places.ts';

/** A mixer needs these besides its input. */
export interface MixerContext {
  readonly places: TokenPlaces;
  readonly mix: MixTokens;
  readonly state: FindState;
}

/** Zeros in place of padding, which would otherwise enter the states of mixers that see no mask. */
export function withoutPadding(graph: GraphWriter, value: string, { places }: Pick<MixerContext, 'places'>): string {
  const real = places.real();
  return real === null ? value : graph.add('Mul', [value, real]);
}
