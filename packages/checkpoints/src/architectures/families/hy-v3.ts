import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { predictionBlocks, readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_hy_v3.py`: norms of each query and key head, and DeepSeek-V3's experts without groups. */
export const hyV3: Architecture = {
  modelTypes: ['hy_v3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { eps: 1e-5, rotaryBase: 11_158_840 });
    const hasBias = config.flag('attention_bias', false);
    config.ignore('enable_moe_fp32_combine', 'num_nextn_predict_layers');
    const decoder = describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) },
      headNorm: 'head',
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 1536, count: 192, selected: 8 },
        dense: 1,
        names: { gate: 'router.gate', bias: 'expert_bias', shared: 'shared_mlp' },
      }),
    });
    return { ...decoder, ignored: [...decoder.ignored, predictionBlocks(like.sizes.blocks)] };
  },
};
