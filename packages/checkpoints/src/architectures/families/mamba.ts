import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder, Mixer, Norm } from '../decoder.ts';
import { plainBlock, plainHead, rmsNorm } from '../decoder-parts.ts';
import { type Mamba2Keys, readMamba, readMamba2 } from '../mamba-mixers.ts';

/** transformers 5.24.0 `modeling_mamba.py`: blocks of a norm and one Mamba mixer. */
export const mamba: Architecture = describeMamba1('mamba', null);

/** transformers 5.24.0 `modeling_falcon_mamba.py`: Mamba with norms of its parameters, which have no weights. */
export const falconMamba: Architecture = describeMamba1('falcon_mamba', 'mixer_rms_eps');

function describeMamba1(modelType: string, epsKey: string | null): Architecture {
  return {
    modelTypes: [modelType],
    prefix: 'backbone.',
    describe: (config, layout) => {
      const hidden = config.count('hidden_size');
      const mixer = readMamba(config, {
        hidden,
        layout,
        inner: config.count('intermediate_size', config.count('expand', 2) * hidden),
        keys: { stateSize: ['state_size', 16], kernel: ['conv_kernel', 4], rank: 'time_step_rank' },
        hasConvolutionBias: config.flag('use_conv_bias', true),
        hasBias: config.flag('use_bias', false),
        norm: epsKey === null ? null : plainNorm(config.number(epsKey, 1e-6)),
      });
      config.ignore(
        'd_inner',
        'd_model',
        'n_layer',
        'ssm_cfg',
        'fused_add_norm',
        'rms_norm',
        'pad_vocab_size_multiple',
        'use_associative_scan',
      );
      config.ignore(
        'time_step_floor',
        'time_step_min',
        'time_step_max',
        'time_step_scale',
        'time_step_init_scheme',
        'rescale_prenorm_residual',
      );
      return describeMamba(config, hidden, { mixer, isTied: true });
    },
  };
}

/** RMSNorm without a weight. */
function plainNorm(eps: number): () => Norm {
  return () => ({ kind: 'rms', eps, weight: null, bias: null, addsOne: false });
}

const KEYS: Mamba2Keys = {
  heads: ['num_heads', 128],
  headSize: ['head_dim', 64],
  groups: ['n_groups', 8],
  stateSize: ['state_size', 128],
  kernel: ['conv_kernel', 4],
  hasConvolutionBias: ['use_conv_bias', true],
  hasBias: ['use_bias', false],
};

/** transformers 5.24.0 `modeling_mamba2.py`: blocks of a norm and one Mamba 2 mixer. */
export const mamba2: Architecture = {
  modelTypes: ['mamba2'],
  prefix: 'backbone.',
  describe: (config, layout) => {
    const hidden = config.count('hidden_size');
    const mixer = readMamba2(config, { hidden, layout, eps: config.number('layer_norm_epsilon', 1e-5), keys: KEYS });
    config.require('rms_norm', true);
    config.ignore('norm_before_gate');
    return describeMamba(config, hidden, { mixer, isTied: false });
  },
};

interface MambaBlocks {
  /** The mixer whose tensors begin with a place. */
  readonly mixer: (place: string) => Mixer;
  readonly isTied: boolean;
}

function describeMamba(config: ConfigReader, hidden: number, { mixer, isTied: tiedByDefault }: MambaBlocks): Decoder {
  const norm = rmsNorm(config.number('layer_norm_epsilon', 1e-5));
  const isTied = config.flag('tie_word_embeddings', tiedByDefault);
  // It decides how sums are rounded in half precision.
  config.ignore('residual_in_fp32');
  const embedding = 'backbone.embeddings.weight';
  return {
    vocabularySize: config.count('vocab_size'),
    hiddenSize: hidden,
    embedding: { weight: embedding, scale: 1, positions: null, projection: null, norm: null },
    blocks: Array.from({ length: config.count(['num_hidden_layers', 'n_layer']) }, (_, block) => {
      const place = `backbone.layers.${block}`;
      return plainBlock({ mixer: mixer(`${place}.mixer`), mlp: null, mixerNorm: norm(`${place}.norm`), mlpNorm: null });
    }),
    finalNorm: norm('backbone.norm_f'),
    head: plainHead(isTied ? embedding : 'lm_head.weight'),
    ignored: isTied ? [/^lm_head\.weight$/] : [],
  };
}
