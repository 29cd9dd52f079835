import type { ConfigReader } from './config-reader.ts';
import type { Activation } from './decoder.ts';

/** Names of `transformers.activations.ACT2FN` (4.57.6). */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_python_tanh: 'gelu-tanh',
  gelu_accurate: 'gelu-tanh',
  quick_gelu: 'quick-gelu',
  relu: 'relu',
  relu2: 'relu-squared',
  tanh: 'tanh',
  linear: 'identity',
};

/** The activation of a config. @throws AppError MODEL_UNSUPPORTED for an unknown one, naming it. */
export function readActivation(config: ConfigReader, keys: string | readonly string[], fallback: string): Activation {
  const name = config.text(keys, fallback);
  const activation = ACTIVATIONS[name];
  if (activation === undefined)
    throw config.unsupported([keys].flat().join(' or '), name, `known activations are ${Object.keys(ACTIVATIONS).join(', ')}`);
  return activation;
}
