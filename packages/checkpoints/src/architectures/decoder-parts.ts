import type { Activation, Attention, DecoderBlock, Experts, Head, Linear, Norm, PlainMlp } from './decoder.ts';

/** Buffers of older versions that are not weights. */
export const STRAY_BUFFERS: readonly RegExp[] = [/rotary_emb\.inv_freq$/, /\.attn\.(masked_)?bias$/, /\.attention\.(masked_)?bias$/];

/** RMSNorm with a weight. @param addsOne multiply by 1 + weight */
export function rmsNorm(eps: number, addsOne = false): (name: string) => Norm {
  return (name) => ({ kind: 'rms', eps, weight: `${name}.weight`, bias: null, addsOne });
}

/** LayerNorm with a weight and, by default, a bias. */
export function layerNorm(eps: number, { hasBias = true } = {}): (name: string) => Norm {
  return (name) => ({ kind: 'layer', eps, weight: `${name}.weight`, bias: hasBias ? `${name}.bias` : null, addsOne: false });
}

export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
}

/** nn.Linear with the weights at `place`. */
export function linear(place: string, { inputs, outputs, hasBias }: LinearShape): Linear {
  return { weight: `${place}.weight`, bias: hasBias ? `${place}.bias` : null, layout: 'out-in', inputs, outputs };
}

export interface PlainMlpShape {
  readonly hidden: number;
  readonly inner: number;
  readonly hasBias: boolean;
  readonly activation: PlainMlp['activation'];
}

/** down(activation(up x)) with the weights at the two places. */
export function plainMlp(up: string, down: string, { hidden, inner, hasBias, activation }: PlainMlpShape): PlainMlp {
  return {
    kind: 'plain',
    up: linear(up, { inputs: hidden, outputs: inner, hasBias }),
    down: linear(down, { inputs: inner, outputs: hidden, hasBias }),
    activation,
  };
}

/** Attention without rotary embedding, head norms, window, or other options of single architectures; scores are scaled by 1/√headSize. */
export function plainAttention(
  attention: Pick<Attention, 'heads' | 'keyHeads' | 'headSize' | 'projection' | 'output'> & Partial<Attention>,
): Attention {
  return {
    kind: 'attention',
    valueSize: attention.headSize,
    queryNorm: null,
    keyNorm: null,
    valueNorm: null,
    normsFollowRotary: false,
    rotary: null,
    positionBias: null,
    scale: attention.headSize ** -0.5,
    softcap: null,
    window: null,
    sinks: null,
    clip: null,
    gate: null,
    valueScale: 1,
    mixedNorm: null,
    queryGrowth: null,
    ...attention,
  };
}

/** The attention of a block of an architecture whose blocks all have one. */
export function getAttention({ mixer }: DecoderBlock): Attention {
  if (mixer?.kind !== 'attention') throw new Error(`the block has ${mixer?.kind ?? 'no mixer'} and no attention`);
  return mixer;
}

/** Experts that are selected by their probabilities alone, without a shared one. */
export function plainExperts(experts: Pick<Experts, 'router' | 'selected' | 'experts'> & Partial<Experts>): Experts {
  return {
    kind: 'experts',
    routerScale: null,
    order: 'softmax-topk',
    selectionBias: null,
    groups: null,
    renormalization: null,
    scale: 1,
    expertScales: null,
    latent: null,
    jitter: 0,
    shared: null,
    ...experts,
  };
}

/** Router and experts of one block by Mixtral's names: `gate`, and `w1` (gate), `w3` (up) and `w2` (down) of each expert. */
export function mixtralExperts(
  place: string,
  {
    count,
    hidden,
    inner,
    activation,
  }: { readonly count: number; readonly hidden: number; readonly inner: number; readonly activation: Activation },
): Pick<Experts, 'router' | 'experts'> {
  const project = (part: string, inputs: number, outputs: number) => linear(`${place}.${part}`, { inputs, outputs, hasBias: false });
  const experts = Array.from({ length: count }, (_, index) => ({
    kind: 'gated' as const,
    gate: project(`experts.${index}.w1`, hidden, inner),
    up: project(`experts.${index}.w3`, hidden, inner),
    down: project(`experts.${index}.w2`, inner, hidden),
    activation,
  }));
  return { router: project('gate', hidden, count), experts };
}

/** The selected weights are divided by their sum. */
export const BY_THE_SUM = { epsilon: 0, floor: 0 } as const;

/** A sequential block with norms only before each sublayer. */
export function plainBlock(block: Pick<DecoderBlock, 'mixer' | 'mlp' | 'mixerNorm' | 'mlpNorm'> & Partial<DecoderBlock>): DecoderBlock {
  return {
    residual: 'sequential',
    mixerOutputNorm: null,
    mlpOutputNorm: null,
    residualScale: 1,
    perLayer: null,
    streamScale: null,
    factors: null,
    ...block,
  };
}

/** A head that is a single matrix. */
export function plainHead(weight: string, bias: string | null = null): Head {
  return { projection: null, weight, bias, scale: 1, softcap: null, isNormalized: false };
}
