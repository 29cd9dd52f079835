import { AppError } from '@lamina/errors';

/** Folders and names that exporters give a decoder's graph, the likeliest first. */
const GRAPH_FOLDERS = ['onnx/', ''];
const GRAPH_NAMES = ['model', 'decoder_model_merged'];
/** Variants that are written otherwise than `model_<variant>.onnx`. */
const SUFFIX_OF_VARIANT: ReadonlyMap<string, string> = new Map([
  ['fp32', ''],
  ['q8', '_quantized'],
]);

/** Files beside a graph that runs and their records need: the model's facts, its tokenizer and its chat template. */
const COMPANIONS: ReadonlySet<string> = new Set([
  'config.json',
  'generation_config.json',
  'genai_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'tokenizer.model',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'vocab.txt',
  'merges.txt',
  'chat_template.jinja',
  'chat_template.json',
]);

/**
 * Graphs among `paths` that a variant may mean: those named `model_<variant>.onnx` below `onnx/` or at the root, else those named
 * `decoder_model_merged_<variant>.onnx`; a variant that is a path means that graph, or the graphs of that folder. Null = the plain model in full
 * precision.
 */
export function listGraphCandidates(paths: readonly string[], variant: string | null): readonly string[] {
  const known = new Set(paths);
  if (variant?.endsWith('.onnx')) return known.has(variant) ? [variant] : [];
  const suffix = variant === null ? '' : (SUFFIX_OF_VARIANT.get(variant) ?? `_${variant}`);
  for (const name of GRAPH_NAMES) {
    const found = GRAPH_FOLDERS.map((folder) => `${folder}${name}${suffix}.onnx`).filter((path) => known.has(path));
    if (found.length > 0) return found;
  }
  return variant === null ? [] : paths.filter((path) => path.endsWith('.onnx') && path.slice(0, path.lastIndexOf('/')) === variant);
}

/** How a model is stored, by the name of the file that is read first. */
export type ModelFormat = 'onnx' | 'safetensors' | 'gguf';

/** Weights of transformers in one file, and the index of those in several. */
const SAFETENSORS_NAMES = ['model.safetensors', 'model.safetensors.index.json'];
/** Formats that can run code when they are read, and are therefore never opened. */
const PICKLE = /\.(bin|pt|pth|ckpt|pkl)$/;
const LATER_PART = /-(?!00001)\d{5}-of-\d{5}\.gguf$/;

/** The format of the file by which a model is read. */
export function formatOf(path: string): ModelFormat {
  if (path.endsWith('.gguf')) return 'gguf';
  return path.endsWith('.onnx') ? 'onnx' : 'safetensors';
}

/**
 * Files among `paths` by which a model may be read, all of one format: ONNX graphs where there are any, else safetensors, else GGUF. The variant
 * `safetensors` asks for that format; other variants name a graph (see listGraphCandidates), or a .gguf file by its path or by the quantization
 * in its name (`Q4_K_M`). Of a GGUF in parts, the first stands for all.
 */
export function listModelCandidates(paths: readonly string[], variant: string | null): readonly string[] {
  const safetensors = SAFETENSORS_NAMES.filter((name) => paths.includes(name)).slice(0, 1);
  if (variant === 'safetensors') return safetensors;
  const graphs = listGraphCandidates(paths, variant);
  if (graphs.length > 0) return graphs;
  if (variant === null && safetensors.length > 0) return safetensors;
  return listGgufCandidates(paths, variant);
}

function listGgufCandidates(paths: readonly string[], variant: string | null): readonly string[] {
  const files = paths.filter((path) => path.endsWith('.gguf') && !LATER_PART.test(path));
  if (variant === null) return files;
  if (variant.endsWith('.gguf')) return files.filter((path) => path === variant);
  const quantization = new RegExp(`(^|[-._/])${variant.replaceAll(/[^\w]/g, '.')}(-00001-of-\\d{5})?\\.gguf$`, 'i');
  return files.filter((path) => quantization.test(path));
}

/**
 * The one file by which a model is read.
 * @throws AppError NOT_FOUND where there is none and BAD_USER_INPUT where there are several, both listing what there is; MODEL_UNSUPPORTED where
 *   weights are there as pickles only. `place` names the repository or folder.
 */
export function chooseModelFile(paths: readonly string[], { variant, place }: { variant: string | null; place: string }): string {
  const [file, ...others] = listModelCandidates(paths, variant);
  if (file === undefined) throw noSuchModel(paths, { variant, place });
  if (others.length === 0) return file;
  throw new AppError(
    'BAD_USER_INPUT',
    `${place} holds several models of that name; say which: ${[file, ...others].map((path) => `${place}:${path}`).join(', ')}`,
  );
}

/** The refusal for a model or variant that is not there. */
export function noSuchModel(paths: readonly string[], { variant, place }: { variant: string | null; place: string }): AppError {
  const models = paths.filter((path) => /\.(onnx|gguf)$/.test(path) || SAFETENSORS_NAMES.includes(path)).sort();
  const missing =
    variant === null
      ? 'no model that Lamina reads: neither onnx/model.onnx, model.safetensors nor a .gguf file'
      : `no model of the variant ${JSON.stringify(variant)}`;
  const pickle = paths.find((path) => PICKLE.test(path));
  if (models.length === 0 && pickle !== undefined) {
    return new AppError(
      'MODEL_UNSUPPORTED',
      `${place} holds its weights in ${pickle} only, a format that can run code when it is read; save the model with safetensors (save_pretrained)`,
    );
  }
  if (models.length === 0) return new AppError('NOT_FOUND', `${place} holds ${missing}`);
  const shown = models.slice(0, 40).join(', ');
  const variants = [...new Set(models.map(variantOf).filter((name) => name !== ''))];
  const advice = [...variants.slice(0, 12), models[0]].map((name) => `${place}:${name}`).join(', ');
  return new AppError(
    'NOT_FOUND',
    `${place} holds ${missing}. It has ${shown}${models.length > 40 ? ' …' : ''}; name one, such as ${advice}`,
  );
}

/** The variant that a graph's name stands for; empty for plain models and other names. */
function variantOf(path: string): string {
  return new RegExp(`^(?:onnx/)?(?:${GRAPH_NAMES.join('|')})_(\\w+)\\.onnx$`).exec(path)?.[1] ?? '';
}

/** Files of a repository that a model needs besides its weights: from its folder, from the one above `onnx/`, and from the root. */
export function listCompanions(paths: readonly string[], graph: string): readonly string[] {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  const folders = new Set([folder, folder.replace(/(^|\/)onnx\/$/, '$1'), '']);
  return paths.filter((path) => {
    const end = path.lastIndexOf('/') + 1;
    return folders.has(path.slice(0, end)) && COMPANIONS.has(path.slice(end));
  });
}

/** Files that look like the weights of a graph by their names; what it really refers to is known once it is read. */
export function listLikelyWeights(paths: readonly string[], graph: string): readonly string[] {
  return paths.filter((path) => path.startsWith(`${graph}_data`) || path.startsWith(`${graph}.data`));
}
