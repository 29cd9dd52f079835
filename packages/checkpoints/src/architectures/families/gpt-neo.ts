import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_gpt_neo.py`: GPT-2 with unscaled scores, and windows in the blocks that `attention_types` calls local. */
export const gptNeo: Architecture = {
  modelTypes: ['gpt_neo'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, inner, heads, headSize } = sizes;
    const isLocal = readLocalBlocks(config, sizes.blocks);
    const window = config.count('window_size', 256);
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'activation_function', 'gelu_new') };
    const norm = layerNorm(sizes.eps);
    return describeGptLike({
      sizes,
      embedding: {
        weight: 'transformer.wte.weight',
        positions: { weight: 'transformer.wpe.weight', rows: sizes.positions, offset: 0 },
      },
      describeBlock: (block) => {
        const place = `transformer.h.${block}`;
        const attend = (name: string, hasBias = false) =>
          linear(`${place}.attn.attention.${name}`, { inputs: hidden, outputs: hidden, hasBias });
        const projection = { kind: 'separate', query: attend('q_proj'), key: attend('k_proj'), value: attend('v_proj') } as const;
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads: heads,
            headSize,
            projection,
            output: attend('out_proj', true),
            scale: 1,
            window: isLocal[block] ? window : null,
          }),
          mlp: plainMlp(`${place}.mlp.c_fc`, `${place}.mlp.c_proj`, shape),
          mixerNorm: norm(`${place}.ln_1`),
          mlpNorm: norm(`${place}.ln_2`),
        });
      },
      finalNorm: norm('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};

/** `attention_types` lists [pattern, times] pairs: [[["global", "local"], 12]] alternates global and local for 24 blocks. */
function readLocalBlocks(config: ConfigReader, blocks: number): readonly boolean[] {
  config.ignore('attention_layers');
  const types = config.findList('attention_types') ?? [[['global', 'local'], blocks / 2]];
  const layers = types.flatMap((entry) => {
    const [pattern, times] = Array.isArray(entry) ? entry : [];
    return Array.isArray(pattern) ? Array.from({ length: Number(times) }, () => pattern).flat() : [];
  });
  if (layers.length !== blocks || layers.some((kind) => kind !== 'global' && kind !== 'local')) {
    throw config.unsupported('attention_types', types, `expected [pattern, times] pairs of "global" and "local" for ${blocks} blocks`);
  }
  return layers.map((kind) => kind === 'local');
}
