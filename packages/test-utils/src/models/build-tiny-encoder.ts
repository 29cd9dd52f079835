import { createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { addAttention } from './add-attention.ts';
import { addMask } from './add-mask.ts';
import { addNorm } from './add-norm.ts';
import { GraphBuilder } from './graph-builder.ts';

export interface TinyEncoderOptions {
  readonly blocks: number;
  /** Default 16. */
  readonly hidden?: number;
  /** Default 24. */
  readonly vocabulary?: number;
  readonly seed?: number;
  /** `logits` over the vocabulary, as in a masked-language model, instead of last_hidden_state. */
  readonly head?: boolean;
}

/** A BERT-like model: every position sees all others; token_type_ids; norms after each sum. It does not predict the next token. */
export function buildTinyEncoder({ blocks, hidden = 16, vocabulary = 24, seed = 1, head = false }: TinyEncoderOptions): Model {
  const build = new GraphBuilder(seed);
  const tokens = build.node('Gather', [build.weight('tokens', [vocabulary, hidden], 1), 'input_ids'], 'embedded_tokens');
  const types = build.node('Gather', [build.weight('types', [2, hidden], 0.5), 'token_type_ids'], 'embedded_types');
  const { mask } = addMask(build, { causal: false, pastPort: null });
  const normed = (input: string, name: string): string => addNorm(build, 'layer', input, name, hidden, `${name}/out`);
  let stream = normed(build.node('Add', [tokens, types], 'embedded'), 'embedding_norm');
  for (let block = 0; block < blocks; block += 1) {
    const place = `block_${block}`;
    const { output } = addAttention(build, stream, { place, identity: place, hidden, mask, cachePort: null });
    const middle = normed(build.node('Add', [stream, output], `${place}/first_sum`), `${place}/norm_1`);
    const up = build.node('MatMul', [middle, build.weight(`${place}.up`, [hidden, hidden], 0.5)], `${place}/up`);
    const active = build.node('Tanh', [up], `${place}/active`);
    stream = normed(build.node('Add', [middle, active], `${place}/second_sum`), `${place}/norm_2`);
  }
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    createValueInfo(name, DATA_TYPE.int64, ['batch_size', 'sequence_length']),
  );
  const name = head ? 'logits' : 'last_hidden_state';
  if (head) build.node('MatMul', [stream, build.weight('head', [hidden, vocabulary], 1)], name);
  else build.node('Identity', [stream], name);
  return build.finish(
    inputs,
    [createValueInfo(name, DATA_TYPE.float, ['batch_size', 'sequence_length', head ? vocabulary : hidden])],
    false,
  );
}
