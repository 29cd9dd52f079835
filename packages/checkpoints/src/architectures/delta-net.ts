import type { StoredLayout } from '../checkpoint.ts';
import type { ConfigReader } from './config-reader.ts';
import type { DeltaNet, Norm } from './decoder.ts';
import { linear } from './decoder-parts.ts';

export interface DeltaNetOptions {
  readonly hidden: number;
  readonly layout: StoredLayout;
  /** The norm of value heads, whose weights lie under a name. */
  readonly norm: (name: string) => Norm;
  /** How transformers stores the projections. */
  readonly projection: DeltaNet['values']['kind'];
}

/** The gated delta nets of a config of Qwen: the one whose tensors begin with `place`. */
export function readDeltaNet(config: ConfigReader, { hidden, layout, norm, projection }: DeltaNetOptions): (place: string) => DeltaNet {
  const keyHeads = config.count('linear_num_key_heads', 16);
  const valueHeads = config.count('linear_num_value_heads', 32);
  const keySize = config.count('linear_key_head_dim', 128);
  const valueSize = config.count('linear_value_head_dim', 128);
  const kernel = config.count('linear_conv_kernel_dim', 4);
  if (valueHeads % keyHeads !== 0)
    throw config.unsupported('linear_num_value_heads', valueHeads, `linear_num_key_heads = ${keyHeads} must divide it`);
  const values = valueHeads * valueSize;
  const channels = 2 * keyHeads * keySize + values;
  return (place) => {
    const project = (name: string, outputs: number) => linear(`${place}.${name}`, { inputs: hidden, outputs, hasBias: false });
    return {
      kind: 'delta-net',
      keyHeads,
      valueHeads,
      keySize,
      valueSize,
      values:
        projection === 'separate' || layout.decayRates
          ? { kind: 'separate', queryKeyValue: project('in_proj_qkv', channels), gate: project('in_proj_z', values) }
          : { kind: 'grouped', linear: project('in_proj_qkvz', channels + values) },
      controls:
        projection === 'separate'
          ? { kind: 'separate', update: project('in_proj_b', valueHeads), decay: project('in_proj_a', valueHeads) }
          : { kind: 'grouped', linear: project('in_proj_ba', 2 * valueHeads) },
      isTiled: layout.tiledHeads,
      convolution: { weight: `${place}.conv1d.weight`, bias: null, channels, kernel },
      decay: { weight: `${place}.A_log`, isRate: layout.decayRates },
      decayBias: `${place}.dt_bias`,
      norm: norm(`${place}.norm`),
      output: linear(`${place}.out_proj`, { inputs: values, outputs: hidden, hasBias: false }),
    };
  };
}
