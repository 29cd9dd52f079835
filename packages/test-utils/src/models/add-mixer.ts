import { createValueInfo, DATA_TYPE, type ValueInfo } from '@lamina/onnx';
import { type AttentionPlan, addAttention, HEADS, type KeysAndValues } from './add-attention.ts';
import { addConvolution, KERNEL } from './add-convolution.ts';
import { addLinearMixer } from './add-linear-mixer.ts';
import { addStandardAttention } from './add-standard-attention.ts';
import { addStateSpace, STATE } from './add-state-space.ts';
import { type GraphBuilder, intAttribute } from './graph-builder.ts';

/**
 * How a block mixes a token with earlier ones. `averaged` multiplies by a fixed matrix; `none` does not read other tokens. These two and `linear`
 * have no cache ports. `state-space-and-attention` adds both up, as Falcon-H1 does.
 */
export type MixerKind =
  | 'attention'
  | 'standard-attention'
  | 'state-space-and-attention'
  | 'convolution'
  | 'state-space'
  | 'linear'
  | 'averaged'
  | 'none';

/** Adds the mixing half of a block. Mixers without keys and values return empty names. */
export function addMixer(
  build: GraphBuilder,
  kind: MixerKind,
  input: string,
  plan: AttentionPlan & { readonly triangle: string },
): { output: string; cache: KeysAndValues } {
  if (kind === 'attention') return addAttention(build, input, plan);
  if (kind === 'standard-attention') return addStandardAttention(build, input, plan);
  if (kind === 'state-space-and-attention') {
    const { output, cache } = addAttention(build, input, plan);
    return { output: build.node('Add', [addStateSpace(build, input, plan), output], `${plan.place}/both`), cache };
  }
  const cache = { key: '', value: '' };
  if (kind === 'linear') return { output: addLinearMixer(build, input, plan), cache };
  if (kind === 'averaged' || kind === 'none') {
    const { place, identity, hidden } = plan;
    const weight = build.weight(`${identity}.mix`, [hidden, hidden], 2 / Math.sqrt(hidden));
    const flat = build.node('MatMul', [input, weight], `${place}/mixed`);
    const share = (): string => build.node('Cast', [plan.triangle], `${place}/shares`, [intAttribute('to', DATA_TYPE.float)]);
    return { output: kind === 'none' ? flat : build.node('MatMul', [share(), flat], `${place}/averaged`), cache };
  }
  const add = kind === 'convolution' ? addConvolution : addStateSpace;
  return { output: add(build, input, plan), cache };
}

/** Cache ports of one block, in file order. */
export function listMixerPorts(
  kind: MixerKind,
  place: number,
  direction: 'past' | 'present',
  hidden: number,
  elementType: number = DATA_TYPE.float,
): readonly ValueInfo[] {
  const port = (name: string, dims: readonly (string | number)[]): ValueInfo => createValueInfo(name, elementType, dims);
  if (kind === 'linear' || kind === 'averaged' || kind === 'none') return [];
  if (kind === 'state-space-and-attention')
    return (['attention', 'state-space'] as const).flatMap((one) => listMixerPorts(one, place, direction, hidden, elementType));
  if (kind === 'attention' || kind === 'standard-attention') {
    const prefix = direction === 'past' ? 'past_key_values' : 'present';
    const length = direction === 'past' ? 'past_sequence_length' : 'total_sequence_length';
    return ['key', 'value'].map((part) => port(`${prefix}.${place}.${part}`, ['batch_size', HEADS, length, hidden / HEADS]));
  }
  const convolution = port(`${direction}_conv.${place}`, ['batch_size', hidden, KERNEL - 1]);
  return kind === 'convolution' ? [convolution] : [convolution, port(`${direction}_ssm.${place}`, ['batch_size', hidden, STATE])];
}
