import type { DecoderBlock, Experts, Linear, Mixer, Mlp, Norm } from '../architectures/decoder.ts';

/** The kind of a sublayer of a block. */
export type SublayerKind = 'attention' | 'mlp';

/** A tensor to overwrite, by the name that its format gives it: that of transformers, unless a GGUF file is written. */
export interface SilencedWeight {
  readonly name: string;
  /** minus-one: for norms that multiply by 1 + weight. */
  readonly filling: 'zeros' | 'minus-one';
}

/**
 * The tensors to overwrite so that a sublayer adds exactly nothing, without changing the checkpoint's layout: the norm after the sublayer if there is one;
 * otherwise its output projections, including those of all experts and the shared expert.
 */
export function listSilencedWeights(block: DecoderBlock, sublayer: SublayerKind): readonly SilencedWeight[] {
  const norm = sublayer === 'attention' ? block.mixerOutputNorm : block.mlpOutputNorm;
  if (norm !== null && norm.weight !== null) return silenceNorm(norm, norm.weight);
  const outputs = sublayer === 'attention' ? listMixerOutputs(block.mixer) : listDownProjections(block.mlp);
  const names = new Set(outputs.flatMap(listTensors));
  return [...names].map((name) => ({ name, filling: 'zeros' }));
}

function silenceNorm({ bias, addsOne }: Norm, weight: string): readonly SilencedWeight[] {
  return [
    { name: weight, filling: addsOne ? 'minus-one' : 'zeros' },
    ...(bias === null ? [] : [{ name: bias, filling: 'zeros' } as const]),
  ];
}

function listMixerOutputs(mixer: Mixer | null): readonly Linear[] {
  if (mixer === null) return [];
  return mixer.kind === 'side-by-side' ? mixer.parts.flatMap((part) => listMixerOutputs(part.mixer)) : [mixer.output];
}

function listDownProjections(mlp: Mlp | null): readonly Linear[] {
  if (mlp === null) return [];
  if (mlp.kind === 'sum') return mlp.parts.flatMap((part) => listDownProjections(part.mlp));
  return mlp.kind === 'experts' ? listExpertOutputs(mlp) : [mlp.down];
}

function listExpertOutputs({ experts, shared }: Experts): readonly Linear[] {
  return [...experts.map(({ down }) => down), ...(shared === null ? [] : [shared.mlp.down])];
}

function listTensors({ weight, bias }: Linear): readonly string[] {
  return bias === null ? [weight] : [weight, bias];
}

/** Every tensor that only this sublayer uses: the unused tensors that a silenced sublayer keeps in the file. */
export function listSublayerWeights(block: DecoderBlock, sublayer: SublayerKind): readonly string[] {
  const isShared = block.residual === 'parallel' && block.mlpNorm === null;
  const own =
    sublayer === 'attention'
      ? [block.mixer, block.mixerOutputNorm, isShared ? null : block.mixerNorm]
      : [block.mlp, block.mlpOutputNorm, block.mlpNorm];
  return [...new Set(own.flatMap(listTensorNames))];
}

/** Tensor names in a part of a description; other strings in it are kinds, which contain no dot. */
export function listTensorNames(part: unknown): readonly string[] {
  if (typeof part === 'string') return part.includes('.') ? [part] : [];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(listTensorNames) : [];
}
