import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { FusedGatedMlp, Mlp } from '../decoder.ts';
import { linear, plainExperts } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, fuseGateUp, type LlamaLike, readLlamaLike } from '../llama-like.ts';
import { MAMBA_PREFIXED, readMamba2 } from '../mamba-mixers.ts';
import { stackedExpert } from '../routed-experts.ts';
import { withGraniteScales } from './granite.ts';

/** transformers 5.24.0 `modeling_granitemoehybrid.py`: Granite with Mamba 2 in most blocks, and experts beside an MLP for all tokens. */
export const graniteMoeHybrid: Architecture = {
  modelTypes: ['granitemoehybrid'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { inner: 1 });
    const kinds = readKinds(config, like.sizes.blocks, { mamba: false, linear_attention: false, attention: true, full_attention: true });
    const mamba = readMamba2(config, { hidden: like.sizes.hidden, layout, eps: config.number('rms_norm_eps', 1e-6), keys: MAMBA_PREFIXED });
    const hasPositions = config.text('position_embedding_type', 'nope') === 'rope';
    const hasBias = config.flag('attention_bias', false);
    const decoder = describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      rotary: hasPositions ? like.rotary : () => null,
      mixer: (block, attention) => (kinds?.[block] === true ? attention() : mamba(`model.layers.${block}.mamba`)),
      mlp: readGraniteExperts(config, like, { count: 0, hasShared: true }),
    });
    return withGraniteScales(config, decoder);
  },
};

/** transformers 5.24.0 `modeling_granitemoe.py`, `modeling_granitemoeshared.py`: Granite with experts, and with an MLP for all tokens if it has a width. */
export const graniteMoe: Architecture = {
  modelTypes: ['granitemoe', 'granitemoeshared'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    // transformers 4 writes it into every config.
    config.require('position_embedding_type', 'rope');
    const hasBias = config.flag('attention_bias', false);
    const hasShared = config.number('shared_intermediate_size', 0) > 0;
    const mlp = readGraniteExperts(config, like, { count: 8, hasShared });
    return withGraniteScales(config, describeLlamaLike({ ...like, biases: { qkv: hasBias, output: hasBias }, mlp }));
  },
};

/** Granite's experts, which are stacked in two tensors, and the MLP for all tokens. */
function readGraniteExperts(
  config: ConfigReader,
  like: LlamaLike,
  { count: countByDefault, hasShared }: { readonly count: number; readonly hasShared: boolean },
): (block: number) => Mlp {
  const { hidden, inner } = like.sizes;
  const { activation } = like;
  const count = config.number('num_local_experts', countByDefault);
  const selected = config.number('num_experts_per_tok', 2);
  const sharedInner = hasShared ? config.count('shared_intermediate_size', 1024) : 0;
  const sharedSizes = { ...like, sizes: { ...like.sizes, inner: sharedInner } };
  return (block) => {
    const place = `model.layers.${block}`;
    const shared = (): FusedGatedMlp => fuseGateUp(sharedSizes, `${place}.shared_mlp.input_linear`, `${place}.shared_mlp.output_linear`);
    if (count === 0) return shared();
    const stacks = [`${place}.block_sparse_moe.input_linear.weight`, `${place}.block_sparse_moe.output_linear.weight`] as const;
    return plainExperts({
      router: linear(`${place}.block_sparse_moe.router.layer`, { inputs: hidden, outputs: count, hasBias: false }),
      selected,
      order: 'topk-softmax',
      experts: Array.from({ length: count }, (_, index) => stackedExpert(stacks, { index, of: count }, { hidden, inner, activation })),
      shared: hasShared ? { mlp: shared(), gate: null } : null,
    });
  };
}
