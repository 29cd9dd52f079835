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

/**
 * The one graph that a variant means.
 * @throws AppError NOT_FOUND where there is none and BAD_USER_INPUT where there are several, both listing what there is; `place` names the
 *   repository or folder.
 */
export function chooseGraph(paths: readonly string[], { variant, place }: { variant: string | null; place: string }): string {
  const [graph, ...others] = listGraphCandidates(paths, variant);
  if (graph === undefined) throw noSuchGraph(paths, { variant, place });
  if (others.length === 0) return graph;
  throw new AppError(
    'BAD_USER_INPUT',
    `${place} holds several models of that name; say which: ${[graph, ...others].map((path) => `${place}:${path}`).join(', ')}`,
  );
}

/** The refusal for a variant that is not there. */
export function noSuchGraph(paths: readonly string[], { variant, place }: { variant: string | null; place: string }): AppError {
  const graphs = paths.filter((path) => path.endsWith('.onnx')).sort();
  const missing = variant === null ? 'neither onnx/model.onnx nor model.onnx' : `no ONNX model of the variant ${JSON.stringify(variant)}`;
  if (graphs.length === 0) return new AppError('NOT_FOUND', `${place} holds ${missing}, and no .onnx file at all; export it to ONNX first`);
  const shown = graphs.slice(0, 40).join(', ');
  const variants = [...new Set(graphs.map(variantOf).filter((name) => name !== ''))];
  const advice = [...variants.slice(0, 12), graphs[0]].map((name) => `${place}:${name}`).join(', ');
  return new AppError(
    'NOT_FOUND',
    `${place} holds ${missing}. It has ${shown}${graphs.length > 40 ? ' …' : ''}; name one, such as ${advice}`,
  );
}

/** The variant that a graph's name stands for; empty for plain models and other names. */
function variantOf(path: string): string {
  return new RegExp(`^(?:onnx/)?(?:${GRAPH_NAMES.join('|')})_(\\w+)\\.onnx$`).exec(path)?.[1] ?? '';
}

/** Files of a repository that a graph needs besides its weights: from its folder, from the one above `onnx/`, and from the root. */
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
