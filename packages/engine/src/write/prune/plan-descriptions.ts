import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  applyChange,
  type ConfigEdit,
  cutTokenizer,
  cutTokenizerConfig,
  describeKinds,
  editConfig,
  filterLists,
  isObject,
  type Json,
  type KeptBlocks,
  listDroppedTokens,
  renumberIds,
} from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { listFloatKeys, type OpenedModel, readJson, readTokenizer } from '@lamina/models';
import { DATA_TYPE, type Model } from '@lamina/onnx';
import { blocksOf, describeRemoval, type KeptTokens, type Removal, removesBlocksOnly, renumberTokens } from '@lamina/plans';
import { parseCachePort } from '@lamina/surgery';
import { VOCABULARY_FILE } from '../../vocabulary/keep-vocabulary.ts';
import { jsonFile, type PlannedFile, textFile } from '../planned-write.ts';

/** Files of a tokenizer, and notes on what could not be written. */
interface TokenizerFiles {
  readonly files: readonly PlannedFile[];
  readonly notes: readonly string[];
}

/** The tokenizer of a model that needs none, or whose form holds it. */
const NO_TOKENIZER: TokenizerFiles = { files: [], notes: [] };

/** tokenizer.json and tokenizer_config.json from the vocabulary inside a GGUF file, for formats that contain none. Other models have these files. */
function planTokenizerFiles({ source }: OpenedModel): TokenizerFiles {
  if (source.format !== 'gguf' || source.tokenizerPath !== null) return NO_TOKENIZER;
  try {
    const { tokenizer, config } = readTokenizer(source).description;
    return { files: [textFile('tokenizer.json', tokenizer), textFile('tokenizer_config.json', config)], notes: [] };
  } catch (failure) {
    if (!(failure instanceof AppError)) throw failure;
    return { files: [], notes: [`the tokenizer could not be written: ${failure.message}`] };
  }
}

/** The files that tell loaders about a pruned model. */
export interface Descriptions {
  readonly files: readonly PlannedFile[];
  /** The edited config.json without settings for ONNX and with the parent's ids; null where the parent has none. */
  readonly config: Json | null;
  /** The changes of config.json for any form of the model, as a merge patch; null where the parent has no config.json. */
  readonly configPatch: Json | null;
  readonly notes: readonly string[];
}

/** Tokenizer, generation settings, licence, the code that auto_map of a config names, and how weights were quantized. */
const CARRIED = [
  /^(tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|generation_config|preprocessor_config|processor_config)\.json$/,
  /^(merges|vocab)\.txt$/,
  /^(tokenizer|spiece|sentencepiece\.bpe)\.model$/,
  /^quantization\.json$/,
  /^chat_template\.(jinja|json)$/,
  /^(configuration|modeling|tokenization)_\w+\.py$/,
  /^(LICEN[CS]E|NOTICE)(\.(txt|md))?$/i,
];

/** The ONNX form of a model: its graph, and the number of files that hold its weights. */
interface OnnxForm {
  readonly graph: Model;
  readonly dataFiles: number;
}

interface CutBlocks extends KeptBlocks {
  readonly removal: Removal;
}

interface DescribedBlocks extends CutBlocks {
  /** Null for a checkpoint, which tells loaders of ONNX nothing. */
  readonly onnx: OnnxForm | null;
  /** The tokens that stay; null: all. */
  readonly tokens: KeptTokens | null;
}

/**
 * The edited config.json and genai_config.json, and the files that are taken over unchanged from the folder of the parent. An ONNX model of a GGUF file
 * also gets the tokenizer that lies inside that file.
 */
export function planDescriptions(opened: OpenedModel, { onnx, tokens, ...blocks }: DescribedBlocks): Descriptions {
  const { folder, config } = opened.source;
  const hasConfig = Object.keys(config).length > 0;
  const edited = editConfig(config, { ...blocks, kinds: listKinds(opened) });
  const configPath = join(folder, 'config.json');
  const floats = existsSync(configPath) ? listFloatKeys(readFileSync(configPath, 'utf8')) : new Set<string>();
  const genaiPath = join(folder, 'genai_config.json');
  const caches = blocks.kept.length - blocksOf(blocks.removal, 'attention').length;
  const genai = onnx !== null && existsSync(genaiPath) ? [editGenaiConfig(readJson(genaiPath), { ...blocks, caches })] : [];
  const tokenizer = onnx === null ? NO_TOKENIZER : planTokenizerFiles(opened);
  const taken = planTakenFiles(opened, tokens);
  const written = tokens === null ? edited.config : renumberIds(edited.config, renumberTokens(tokens));
  return {
    files: [
      ...(hasConfig ? [jsonFile('config.json', onnx === null ? written : addWebSettings(written, onnx), floats)] : []),
      ...genai.map(({ config: own }) => jsonFile('genai_config.json', own)),
      ...taken.files,
      ...tokenizer.files,
    ],
    config: hasConfig ? edited.config : null,
    configPatch: hasConfig ? createMergePatch(config, edited.config) : null,
    notes: [
      ...(hasConfig ? edited.notes : []),
      ...genai.flatMap(({ notes }) => notes),
      ...describeSublayers(blocks, onnx),
      ...tokenizer.notes,
      ...taken.notes,
    ],
  };
}

/** The mixer of each block, in the words of `layer_types`: a checkpoint states it, and a graph shows it. */
function listKinds({ checkpoint, structure }: OpenedModel): readonly string[] {
  if (checkpoint === null) return structure.blocks.map(({ kind }) => GRAPH_KINDS.get(kind) ?? kind);
  return checkpoint.decoder.blocks.map((block) => String(describeKinds(block).mixer));
}

const GRAPH_KINDS: ReadonlyMap<string, string> = new Map([
  ['attention', 'full_attention'],
  ['local-attention', 'sliding_attention'],
]);

/** No config can say that a block has only one sublayer. Loaders of ONNX decoders read the graph. */
function describeSublayers({ kept, removal }: CutBlocks, onnx: OnnxForm | null): readonly string[] {
  if (removesBlocksOnly(removal) || onnx === null) return [];
  const sublayers = removal.filter(({ kind }) => kind !== 'block');
  const units = describeRemoval(sublayers.map(({ kind, block }) => ({ kind, block: kept.indexOf(block) })));
  return [
    `${units} (in the new numbering) are removed from the graph, with their caches; config.json cannot express this and counts their blocks as complete`,
  ];
}

/** The files that a pruned model takes over from the folder of its parent: unchanged, or with the tokens that stay. */
export function planTakenFiles(opened: OpenedModel, tokens: KeptTokens | null): TokenizerFiles {
  const { folder } = opened.source;
  const names = listCarried(folder);
  const { files, carried, notes } = tokens === null ? { files: [], carried: names, notes: [] } : planVocabularyFiles(opened, tokens, names);
  return { files: [...carried.map((name) => ({ path: name, kind: 'copy', from: join(folder, name) }) as const), ...files], notes };
}

function listCarried(folder: string): readonly string[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return names.map(({ name }) => name).filter((name) => CARRIED.some((pattern) => pattern.test(name)));
}

/**
 * The fields that transformers.js reads from config.json: the precision after which files are named (none here), the weight files beside the graph (a browser cannot
 * look), and the type of the cache. The answers in the parent's config.json are about other files.
 */
function addWebSettings(config: Json, { graph: { graph }, dataFiles }: OnnxForm): Json {
  const { 'transformers.js_config': old, ...rest } = config;
  const { use_external_data_format: _format, kv_cache_dtype: _cache, ...kept } = isObject(old) ? old : {};
  const hasHalfCache = graph.inputs.some(
    ({ name, elementType }) => elementType === DATA_TYPE.float16 && parseCachePort(name) !== undefined,
  );
  const settings: Record<string, unknown> = { ...kept, dtype: 'fp32' };
  if (dataFiles > 0) settings.use_external_data_format = { 'model.onnx': dataFiles };
  if (hasHalfCache) settings.kv_cache_dtype = 'float16';
  return { ...rest, 'transformers.js_config': settings };
}

/**
 * A genai_config.json (onnxruntime-genai) for the kept blocks. Names of cache ports are patterns there and stay. Its number of layers is the number of
 * caches: one per kept attention.
 */
export function editGenaiConfig(config: Json, { caches, ...blocks }: KeptBlocks & { readonly caches: number }): ConfigEdit {
  const model = isObject(config.model) ? config.model : {};
  const decoder = isObject(model.decoder) ? model.decoder : {};
  const lists = filterLists(decoder, blocks);
  const windows = isObject(decoder.sliding_window) ? decoder.sliding_window : undefined;
  const edited = {
    ...applyChange(decoder, lists),
    filename: 'onnx/model.onnx',
    num_hidden_layers: caches,
    ...(windows ? { sliding_window: applyChange(windows, filterLists(windows, blocks)) } : {}),
  };
  return {
    config: { ...config, model: { ...model, decoder: edited } },
    notes: lists.notes.map((note) => note.replace('config.json', 'genai_config.json')),
  };
}

/** The JSON merge patch (RFC 7396) that turns `before` into `after`: changed values, and null for keys that are gone. */
export function createMergePatch(before: Json, after: Json): Json {
  const gone = Object.keys(before).filter((key) => !(key in after));
  const changed = Object.entries(after).filter(([key, value]) => !isSame(before[key], value) || !(key in before));
  return Object.fromEntries([
    ...changed.map(([key, value]) => {
      const old = before[key];
      return [key, isObject(old) && isObject(value) ? createMergePatch(old, value) : value];
    }),
    ...gone.map((key) => [key, null]),
  ]);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Files that hold tokens or ids of them. */
const TOKEN_FILES =
  /^((tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|generation_config|processor_config|preprocessor_config)\.json|(merges|vocab)\.txt|(tokenizer|spiece|sentencepiece\.bpe)\.model)$/;

/** The files that describe a smaller vocabulary, in place of those of the parent. */
interface VocabularyFiles {
  readonly files: readonly PlannedFile[];
  /** The files of the parent that are taken over unchanged. */
  readonly carried: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The tokenizer and the settings of a folder with the ids of the tokens that stay, and vocabulary.json, which says what they were. A GGUF parent has them in
 * its file. Forms of the tokenizer that are not written anew are left out.
 *
 * @param names files of the parent that would be taken over
 */
function planVocabularyFiles({ source }: OpenedModel, kept: KeptTokens, names: readonly string[]): VocabularyFiles {
  const places = renumberTokens(kept);
  const list = textFile(VOCABULARY_FILE, { keptIds: kept.keptIds, reasons: kept.reasons });
  const anew = source.format === 'gguf' ? [] : writeAnew(source, places);
  const leftOut = names.filter((name) => TOKEN_FILES.test(name) && !anew.some(({ path }) => path === name));
  return {
    files: [...anew, list],
    carried: names.filter((name) => !TOKEN_FILES.test(name)),
    notes: leftOut.length === 0 ? [] : [`${leftOut.join(', ')} of the parent hold ids that are no longer true, and are left out`],
  };
}

function writeAnew(source: OpenedModel['source'], places: Int32Array): readonly PlannedFile[] {
  const { description } = readTokenizer(source);
  const { tokenizer, config } = cutTokenizer(description, places);
  const dropped = listDroppedTokens(description.tokenizer, places);
  const edit = (name: string, change: (json: Json) => Json): readonly PlannedFile[] => {
    const path = join(source.folder, name);
    return existsSync(path) ? [jsonFile(name, change(readJson(path)), listFloatKeys(readFileSync(path, 'utf8')))] : [];
  };
  return [
    textFile('tokenizer.json', tokenizer),
    ...edit('tokenizer_config.json', () => config),
    ...edit('special_tokens_map.json', (json) => cutTokenizerConfig(json, { places, dropped })),
    ...edit('added_tokens.json', (json) => moveAdded(json, places)),
    ...['generation_config.json', 'processor_config.json', 'preprocessor_config.json'].flatMap((name) =>
      edit(name, (json) => renumberIds(json, places)),
    ),
  ];
}

/** Ids by token. */
function moveAdded(json: Json, places: Int32Array): Json {
  const kept = Object.entries(json).filter(([, id]) => typeof id === 'number' && id < places.length && getAt(places, id) >= 0);
  return Object.fromEntries(kept.map(([token, id]) => [token, getAt(places, Number(id))]));
}
