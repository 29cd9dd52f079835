/** Common names of architectures by their model_type. */
const NAMES: Readonly<Record<string, string>> = {
  bloom: 'BLOOM',
  falcon: 'Falcon',
  gemma: 'Gemma',
  gemma2: 'Gemma 2',
  gemma3: 'Gemma 3',
  gemma3_text: 'Gemma 3',
  gpt2: 'GPT-2',
  gpt_bigcode: 'GPT-BigCode',
  gpt_neo: 'GPT-Neo',
  gpt_neox: 'GPT-NeoX',
  gptj: 'GPT-J',
  llama: 'Llama',
  mamba: 'Mamba',
  mistral: 'Mistral',
  mixtral: 'Mixtral',
  mpt: 'MPT',
  olmo: 'OLMo',
  olmo2: 'OLMo 2',
  opt: 'OPT',
  phi: 'Phi',
  phi3: 'Phi-3',
  qwen2: 'Qwen2',
  qwen3: 'Qwen3',
  smollm3: 'SmolLM3',
  stablelm: 'StableLM',
};

/** The common name of an architecture; unknown ones keep their model_type. */
export function nameArchitecture(modelType: string): string {
  return NAMES[modelType] ?? modelType;
}
