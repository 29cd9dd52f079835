type Json = Readonly<Record<string, unknown>>;

/** How the families of transformers (4.57 and 5) name the number of decoder layers. */
const COUNT_KEYS = ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers', 'num_decoder_layers'];

/** A config.json that describes the kept blocks: counts set, per-layer lists filtered; nested text configs too. Everything else stays. */
export function editConfig(config: Json, kept: readonly number[], blocksBefore: number): Json {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (COUNT_KEYS.includes(key) && value === blocksBefore) return [key, kept.length];
      if (Array.isArray(value) && value.length === blocksBefore && /layer|block|rope|attention|window/.test(key))
        return [key, kept.map((index) => value[index])];
      if (/^(text|decoder|llm)_config$/.test(key) && typeof value === 'object' && value !== null)
        return [key, editConfig({ ...value }, kept, blocksBefore)];
      return [key, value];
    }),
  );
}

/** A genai_config.json (onnxruntime-genai) for `blocks` decoder layers; port names are patterns there and stay. */
export function editGenaiConfig(config: Json, blocks: number): Json {
  const model = objectOf(config.model);
  const decoder = objectOf(model.decoder);
  return { ...config, model: { ...model, decoder: { ...decoder, filename: 'onnx/model.onnx', num_hidden_layers: blocks } } };
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
