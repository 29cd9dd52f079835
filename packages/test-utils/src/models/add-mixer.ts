import { createValueInfo, DATA_TYPE, type ValueInfo } from '@lamina/onnx';
import { type AttentionPlan, addAttention, HEADS, type KeysAndValues } from './add-attention.ts';
import { addConvolution, KERNEL } from './add-convolution.ts';
import { addLinearMixer } from './add-linear-mixer.ts';
import { addStateSpace, STATE } from './add-state-space.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** How a block lets a token see earlier ones. All but `linear` can have cache ports. */
export type MixerKind = 'attention' | 'convolution' | 'state-space' | 'linear';

/** Adds the mixing half of a block. Mixers without keys and values have empty ones. */
export function addMixer(
  build: GraphBuilder,
  kind: MixerKind,
  input: string,
  plan: AttentionPlan & { readonly triangle: string },
): { output: string; cache: KeysAndValues } {
  if (kind === 'attention') return addAttention(build, input, plan);
  const cache = { key: '', value: '' };
  if (kind === 'linear') return { output: addLinearMixer(build, input, plan), cache };
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
  if (kind === 'linear') return [];
  if (kind === 'attention') {
    const prefix = direction === 'past' ? 'past_key_values' : 'present';
    const length = direction === 'past' ? 'past_sequence_length' : 'total_sequence_length';
    return ['key', 'value'].map((part) => port(`${prefix}.${place}.${part}`, ['batch_size', HEADS, length, hidden / HEADS]));
  }
  const convolution = port(`${direction}_conv.${place}`, ['batch_size', hidden, KERNEL - 1]);
  return kind === 'convolution' ? [convolution] : [convolution, port(`${direction}_ssm.${place}`, ['batch_size', hidden, STATE])];
}
