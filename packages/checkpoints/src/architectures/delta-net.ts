import type { StoredLayout } from '../checkpoint.ts';
import type { ConfigReader } from './config-reader.ts';
import type { DeltaNet, Norm } from './decoder.ts';
import { linear } from './decoder-parts.ts';
import { readActivation } from './read-activation.ts';

export interface DeltaNetOptions {
  readonly hidden: number;
  readonly layout: StoredLayout;
  /** The norm of value heads, whose weights lie under a name. */
  readonly norm: (name: string) => Norm;
  /** How transformers stores the projections: two matrices with all parts, the same with rows by key head, or a matrix for each part. */
  readonly projection: 'separate' | 'grouped' | 'apart';
}

/** The gated delta nets of a config with Qwen's keys: the one whose tensors begin with `place`. */
export function readDeltaNet(config: ConfigReader, { hidden, layout, norm, projection }: DeltaNetOptions): (place: string) => DeltaNet {
  const keyHeads = config.count('linear_num_key_heads', 16);
  const valueHeads = config.count('linear_num_value_heads', 32);
  const keySize = config.count('linear_key_head_dim', 128);
  const valueSize = config.count('linear_value_head_dim', 128);
  const kernel = config.count('linear_conv_kernel_dim', 4);
  const activation = readActivation(config, 'hidden_act', 'silu');
  if (valueHeads % keyHeads !== 0)
    throw config.unsupported('linear_num_value_heads', valueHeads, `linear_num_key_heads = ${keyHeads} must divide it`);
  const [keys, values] = [keyHeads * keySize, valueHeads * valueSize];
  const channels = 2 * keys + values;
  return (place) => {
    const project = (name: string, outputs: number) => linear(`${place}.${name}`, { inputs: hidden, outputs, hasBias: false });
    const mixer: Omit<DeltaNet, 'values' | 'controls'> = {
      kind: 'delta-net',
      keyHeads,
      valueHeads,
      keySize,
      valueSize,
      isTiled: layout.tiledHeads,
      convolution: { weight: `${place}.conv1d.weight`, bias: null, channels, kernel, activation },
      decay: { weight: `${place}.A_log`, isRate: layout.decayRates },
      decayBias: `${place}.dt_bias`,
      decaysByRow: false,
      updateScale: 1,
      gateActivation: 'silu',
      norm: norm(`${place}.${projection === 'apart' ? 'o_norm' : 'norm'}`),
      output: linear(`${place}.${projection === 'apart' ? 'o_proj' : 'out_proj'}`, { inputs: values, outputs: hidden, hasBias: false }),
    };
    const separate = (names: readonly [update: string, decay: string]): DeltaNet['controls'] => ({
      kind: 'separate',
      update: project(names[0], valueHeads),
      decay: project(names[1], valueHeads),
    });
    if (projection === 'apart') {
      const queryKeyValue = [project('q_proj', keys), project('k_proj', keys), project('v_proj', values)];
      return {
        ...mixer,
        values: { kind: 'separate', queryKeyValue, gate: project('g_proj', values) },
        controls: separate(['b_proj', 'a_proj']),
      };
    }
    return {
      ...mixer,
      values:
        projection === 'separate' || layout.decayRates
          ? { kind: 'separate', queryKeyValue: [project('in_proj_qkv', channels)], gate: project('in_proj_z', values) }
          : { kind: 'grouped', linear: project('in_proj_qkvz', channels + values) },
      controls:
        projection === 'separate'
          ? separate(['in_proj_b', 'in_proj_a'])
          : { kind: 'grouped', linear: project('in_proj_ba', 2 * valueHeads) },
    };
  };
}
