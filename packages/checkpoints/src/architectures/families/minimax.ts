import type { Architecture } from '../architecture.ts';
import { BY_THE_SUM, linear, mixtralExperts, plainExperts, rmsNorm } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_minimax.py`: lightning attention in most blocks, a stream of normed states, and Mixtral's experts. */
export const minimax: Architecture = {
  modelTypes: ['minimax'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, rotaryBase: 1_000_000, eps: 1e-5 });
    const { hidden, heads, headSize, blocks } = like.sizes;
    const sizes = { ...like.sizes, activation: like.activation, count: config.count('num_local_experts', 8) };
    const selected = config.count('num_experts_per_tok', 2);
    const window = config.numberOrNull('sliding_window', null);
    const kinds = readKinds(config, blocks, { full_attention: true, linear_attention: false });
    const attends = (block: number): boolean => kinds?.[block] ?? block % 2 === 1;
    const factors = (part: string) => ({
      stream: config.number(`${part}_alpha_factor`, 1),
      added: config.number(`${part}_beta_factor`, 1),
    });
    const [full, light, mlp] = ['full_attn', 'linear_attn', 'mlp'].map(factors);
    // It sizes chunks.
    config.ignore('block_size');
    const width = heads * headSize;
    const decoder = describeLlamaLike({
      ...like,
      window: () => window,
      mixer: (block, attention) => {
        if (attends(block)) return attention();
        const place = `model.layers.${block}.self_attn`;
        const project = (name: string, inputs: number, outputs: number) => linear(`${place}.${name}`, { inputs, outputs, hasBias: false });
        return {
          kind: 'lightning',
          heads,
          headSize,
          input: project('qkv_proj', hidden, 3 * width),
          activation: like.activation,
          slopes: `${place}.slope_rate`,
          norm: rmsNorm(1e-6)(`${place}.norm`),
          gate: project('output_gate', hidden, width),
          output: project('out_proj', width, hidden),
        };
      },
      mlp: (block) =>
        plainExperts({ ...mixtralExperts(`model.layers.${block}.block_sparse_moe`, sizes), selected, renormalization: BY_THE_SUM }),
      change: (block, index) => ({
        ...block,
        residual: 'normed',
        factors: { mixer: (attends(index) ? full : light) ?? PLAIN, mlp: mlp ?? PLAIN },
      }),
    });
    // Tables of powers of the slopes.
    const idle = /\.self_attn\.(query|key|diagonal)_decay$/;
    return { ...decoder, idle, ignored: [...decoder.ignored, idle] };
  },
};

const PLAIN = { stream: 1, added: 1 } as const;
