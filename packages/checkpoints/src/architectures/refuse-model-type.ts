import { AppError } from '@lamina/errors';

const ENCODERS: ReadonlySet<string> = new Set([
  ...['bert', 'roberta', 'xlm-roberta', 'xlm-roberta-xl', 'camembert', 'distilbert', 'albert', 'electra', 'deberta', 'deberta-v2', 'mpnet'],
  ...['modernbert', 'nomic_bert', 'longformer', 'big_bird', 'funnel', 'squeezebert', 'mobilebert', 'esm', 'megatron-bert', 'xlm', 'xlnet'],
  ...[
    'roformer',
    'nezha',
    'rembert',
    'ernie',
    'ernie_m',
    'layoutlm',
    'layoutlmv3',
    'clip',
    'siglip',
    'vit',
    'wav2vec2',
    'hubert',
    'dinov2',
  ],
]);

const ENCODER_DECODERS: ReadonlySet<string> = new Set([
  ...['t5', 'mt5', 'umt5', 'longt5', 'switch_transformers', 'bart', 'mbart', 'mvp', 'plbart', 'blenderbot', 'blenderbot-small', 'marian'],
  ...[
    'pegasus',
    'pegasus_x',
    'prophetnet',
    'led',
    'bigbird_pegasus',
    'm2m_100',
    'nllb-moe',
    'fsmt',
    'whisper',
    'speech_to_text',
    'moonshine',
  ],
  ...['encoder-decoder', 'vision-encoder-decoder', 'speech-encoder-decoder', 't5gemma', 'florence2', 'pix2struct', 'seamless_m4t'],
]);

/** Decoders that no description covers yet, with the missing feature. */
const NOT_YET: ReadonlyMap<string, string> = new Map([
  ...['longcat_flash', 'deepseek_vl_v2'].map((type) => [type, 'multi-head latent attention'] as const),
  ...['codestral_mamba'].map((type) => [type, 'state-space blocks'] as const),
  // model_type of transformers (4), flash-linear-attention (5 to 7) and llama.cpp.
  ...['rwkv', 'rwkv5', 'rwkv6', 'rwkv6qwen2', 'rwkv7', 'arwkv7'].map(
    (type) => [type, 'recurrent blocks whose both halves, the channel mixing too, read the token before (token shift)'] as const,
  ),
  ...['xlstm', 'retnet', 'hgrn'].map((type) => [type, 'recurrent blocks'] as const),
  ...['zamba', 'zamba2'].map(
    (type) => [type, 'attention blocks whose weights several blocks share, and that read the embeddings beside the stream'] as const,
  ),
  ['jetmoe', 'attention whose queries come from experts'],
  ['diffllama', "differential attention with a factor that follows from the block's number"],
  ['doge', 'attention masks that depend on the values'],
  ...['hymba', 'plamo2', 'recurrent_gemma'].map((type) => [type, 'blocks of recurrent and attention layers mixed'] as const),
  ...['minimax_m1', 'minimax_text_01'].map((type) => [type, 'linear attention'] as const),
  ...['gemma3n', 'gemma3n_text'].map(
    (type) => [type, 'several streams that blocks predict and correct (AltUp), low-rank residuals and sparse activations'] as const,
  ),
  ...['deepseek_v4'].map((type) => [type, 'streams that blocks mix (hyper-connections) and compressed sparse attention'] as const),
  ...['mllama', 'mllama_text_model'].map((type) => [type, 'cross-attention blocks'] as const),
  ...['llama4', 'llama4_text'].map((type) => [type, 'chunked attention'] as const),
]);

const ADVICE = 'If ONNX Runtime can run the model, export it to ONNX and give the export';

/**
 * The parts of a type of decoder that no description covers yet, and what to do; null if it is not known to have such parts.
 * @param place where the type is stated
 */
export function findMissingPart(type: string, place: string): string | null {
  const missing = NOT_YET.get(type);
  return missing === undefined ? null : `${type} (${place}) is not supported yet: it has ${missing}. ${ADVICE}`;
}

/**
 * Why no graph is built for a model_type: it is not a decoder, or it is not supported yet.
 * @param known model types that are supported
 */
export function refuseModelType(modelType: string, known: readonly string[], isEncoderDecoder: boolean): AppError {
  const refusal = (reason: string): AppError => new AppError('MODEL_UNSUPPORTED', reason);
  if (ENCODERS.has(modelType))
    return refusal(`${modelType} (model_type of config.json) is an encoder; Lamina prunes decoders, which predict the next token`);
  if (ENCODER_DECODERS.has(modelType) || isEncoderDecoder)
    return refusal(`${modelType} (model_type of config.json) is an encoder-decoder; Lamina prunes models that are decoders alone`);
  return refusal(
    findMissingPart(modelType, 'model_type of config.json') ??
      `the architecture ${modelType} (model_type of config.json) is not known; known are ${known.join(', ')}. ${ADVICE}`,
  );
}
