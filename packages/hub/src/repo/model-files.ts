import { AppError } from '@lamina/errors';

/** Folders and names that exporters use for a decoder's graph, most common first. */
const GRAPH_FOLDERS = ['onnx/', ''];
const GRAPH_NAMES = ['model', 'decoder_model_merged'];
/** Variants whose files are not named `model_<variant>.onnx`. */
const SUFFIX_OF_VARIANT: ReadonlyMap<string, string> = new Map([
  ['fp32', ''],
  ['q8', '_quantized'],
]);

/** Additional files that a model needs: config, tokenizer and chat template. */
const COMPANION_NAMES = [
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
] as const;
const COMPANIONS: ReadonlySet<string> = new Set(COMPANION_NAMES);

/**
 * Graphs among `paths` that match a variant: those named `model_<variant>.onnx` in `onnx/` or at the root, otherwise those named
 * `decoder_model_merged_<variant>.onnx`. A variant that is a path means that graph, or the graphs of that folder. Null = the plain model in full
 * precision.
 */
function listGraphCandidates(paths: readonly string[], variant: string | null): readonly string[] {
  const present = new Set(paths);
  if (variant?.endsWith('.onnx')) return present.has(variant) ? [variant] : [];
  const suffix = variant === null ? '' : (SUFFIX_OF_VARIANT.get(variant) ?? `_${variant}`);
  for (const name of GRAPH_NAMES) {
    const found = GRAPH_FOLDERS.map((folder) => `${folder}${name}${suffix}.onnx`).filter((path) => present.has(path));
    if (found.length > 0) return found;
  }
  return variant === null ? [] : paths.filter((path) => path.endsWith('.onnx') && path.slice(0, path.lastIndexOf('/')) === variant);
}

/** Format of a model, determined by the name of the file that is read first. */
export type ModelFormat = 'onnx' | 'safetensors' | 'gguf';

/** Weights of transformers in one file, and the index of a sharded checkpoint. */
const SAFETENSORS_NAMES = ['model.safetensors', 'model.safetensors.index.json'];
/**
 * Files that a folder with one model consists of, for programs that accept files from others: files with these names, and weights with these endings.
 * Formats that can execute code, and archives, are not among them.
 */
export const MODEL_FOLDER_FILES = {
  names: [...COMPANION_NAMES, 'model.safetensors.index.json'],
  weightEndings: ['.safetensors', '.gguf', '.onnx', '.onnx_data'],
} as const;
/** Weights are named as people like, by ordinary characters: no folder, no leading dot or dash. */
const WEIGHT_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;
/** Formats that can execute code when they are read; they are never opened. */
const PICKLE = /\.(bin|pt|pth|ckpt|pkl)$/;
const LATER_PART = /-(?!00001)\d{5}-of-\d{5}\.gguf$/;

/** True if a file of this name, which must not contain a folder, can be part of a model (MODEL_FOLDER_FILES). */
export function isModelFileName(name: string): boolean {
  const { names, weightEndings } = MODEL_FOLDER_FILES;
  return names.some((known) => known === name) || (WEIGHT_NAME.test(name) && weightEndings.some((ending) => name.endsWith(ending)));
}

/** The format of the file that is read first. */
export function formatOf(path: string): ModelFormat {
  if (path.endsWith('.gguf')) return 'gguf';
  return path.endsWith('.onnx') ? 'onnx' : 'safetensors';
}

/**
 * Files among `paths` from which a model may be read, all of one format: ONNX graphs if there are any, otherwise safetensors, otherwise GGUF. The
 * variant `safetensors` selects that format. Other variants name a graph (see listGraphCandidates), or a .gguf file by its path or by the
 * quantization in its name (`Q4_K_M`). A GGUF in parts is represented by its first part.
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
 * The single file from which a model is read.
 * @throws AppError NOT_FOUND if there is none and BAD_USER_INPUT if there are several (both list the existing files); MODEL_UNSUPPORTED if the
 * weights exist only as pickles. `place` names the repository or folder.
 */
export function chooseModelFile(paths: readonly string[], { variant, place }: { variant: string | null; place: string }): string {
  const [file, ...others] = listModelCandidates(paths, variant);
  if (file === undefined) throw noSuchModel(paths, { variant, place });
  if (others.length === 0) return file;
  throw new AppError(
    'BAD_USER_INPUT',
    `${place} holds several models with this name; choose one: ${[file, ...others].map((path) => `${place}:${path}`).join(', ')}`,
  );
}

/** The error for a model or variant that does not exist. */
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
      `${place} has weights only in ${pickle}, a format that can execute code when it is read; save the model with safetensors (save_pretrained)`,
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

/** The variant in a graph's name; empty for plain models and other names. */
function variantOf(path: string): string {
  const [, variant = ''] = new RegExp(`^(?:onnx/)?(?:${GRAPH_NAMES.join('|')})_(\\w+)\\.onnx$`).exec(path) ?? [];
  return variant;
}

/** Files of a repository that a model needs besides its weights: from its folder, from the folder above `onnx/`, and from the root. */
export function listCompanions(paths: readonly string[], graph: string): readonly string[] {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  const folders = new Set([folder, folder.replace(/(^|\/)onnx\/$/, '$1'), '']);
  return paths.filter((path) => {
    const end = path.lastIndexOf('/') + 1;
    return folders.has(path.slice(0, end)) && COMPANIONS.has(path.slice(end));
  });
}

/** Files that are probably weights of a graph, by their names; the real references are known after the graph is read. */
export function listLikelyWeights(paths: readonly string[], graph: string): readonly string[] {
  return paths.filter((path) => path.startsWith(`${graph}_data`) || path.startsWith(`${graph}.data`));
}
