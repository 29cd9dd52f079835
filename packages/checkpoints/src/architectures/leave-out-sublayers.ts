import type { Decoder } from './decoder.ts';

/** The key of a config that lists blocks without one of their sublayers: { attention: number[], mlp: number[] }. */
export const ABSENT_SUBLAYERS = 'absent_sublayers';

/** A decoder whose listed blocks lack their attention or their MLP. What stands for an absent MLP in the files is no parameter. */
export function leaveOutSublayers(decoder: Decoder, stated: unknown): Decoder {
  const [attention, mlp] = [listBlocks(stated, 'attention'), listBlocks(stated, 'mlp')];
  if (attention.length === 0 && mlp.length === 0) return decoder;
  const blocks = decoder.blocks.map((block, index) => {
    if (attention.includes(index)) return { ...block, mixer: null };
    return mlp.includes(index) ? { ...block, mlp: null } : block;
  });
  const standIns = mlp.map((block) => new RegExp(`\\.${block}\\.(mlp|post_attention_layernorm)\\.`));
  return { ...decoder, blocks, ignored: [...decoder.ignored, ...standIns] };
}

function listBlocks(stated: unknown, kind: 'attention' | 'mlp'): readonly number[] {
  const list: unknown = typeof stated === 'object' && stated !== null ? Reflect.get(stated, kind) : undefined;
  return Array.isArray(list) ? list.filter((block) => typeof block === 'number') : [];
}
