import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cutTokenizer, listVocabularyTensors, readGgufVocabulary, readTokenizerVocabulary } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import {
  createTextEncoder,
  findVocabularySize,
  getCheckpoint,
  listChatTemplates,
  loadTokenizer,
  type ModelLookup,
  type OpenedModel,
  readBundledTexts,
  readJson,
  readTokenizer,
  type TextEncoder,
  withGguf,
} from '@lamina/models';
import { chooseTokens, type KeptTokens, readKeptItems, renumberTokens, type Vocabulary } from '@lamina/plans';

/** Roles of messages: what a template writes between its own texts. */
const ROLES = ['system', 'user', 'assistant', 'model', 'tool'];
const COMMENT = /\{#[\s\S]*?#\}/g;
const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
]);

/**
 * The texts that chat templates (Jinja) can write: what stands outside of tags, the strings inside of them, and the roles. Comments write nothing.
 *
 *   {{ '<|im_start|>' + role }}\n  →  <|im_start|>, \n, system, user, …
 */
export function listTemplateTexts(templates: readonly string[]): readonly string[] {
  if (templates.length === 0) return [];
  const texts = templates.flatMap((template) => {
    const plain = template.replace(COMMENT, '');
    const literals = (plain.match(TAG) ?? []).flatMap((tag) =>
      [...tag.matchAll(LITERAL)].map(([, single, double = '']) => single ?? double),
    );
    return [...plain.split(TAG), ...literals.map((text) => text.replace(/\\(.)/gs, (_, character) => ESCAPES.get(character) ?? character))];
  });
  return [...new Set([...texts, ...ROLES])].filter((text) => text !== '');
}

/** The file of a written model that says which tokens of its parent it has. */
export const VOCABULARY_FILE = 'vocabulary.json';

/** The parent's ids of the tokens of a written model, ascending; null for a model with all of them. @throws AppError FILE_UNREADABLE */
export function readKeptIds(folder: string): readonly number[] | null {
  const path = join(folder, VOCABULARY_FILE);
  if (!existsSync(path)) return null;
  const { keptIds } = readJson(path);
  if (Array.isArray(keptIds) && keptIds.every((id) => Number.isInteger(id))) return keptIds;
  throw new AppError('FILE_UNREADABLE', `${path} has no list keptIds of ids; write the model again`);
}

/** The tokens of characters and of texts that are to stay. */
export interface AskedTokens {
  /** Classes of characters: `ascii`, `emoji`, scripts of Unicode in small letters. */
  readonly classes: readonly string[];
  /** Texts whose tokens stay, each tokenised as a whole. */
  readonly texts: readonly string[];
  /** The largest number of tokens; null for any. */
  readonly most: number | null;
}

/** The tokens of a model that are to stay. */
export type KeepRule = AskedTokens | { readonly ids: readonly number[] };

/** Beside the models of the first root lie the bundled texts. */
const TEXTS = 'texts';

/**
 * The rule of a change, as readKeptItems reads it, with the contents of its bundled texts. What is neither a class of characters nor such a text counts as a class,
 * which keepVocabulary refuses.
 *
 * @param lookup where models are looked up; its roots hold the bundled texts
 */
export function keepRuleOf(keep: string, { roots = [] }: ModelLookup): AskedTokens {
  const { classes, texts: names, most } = readKeptItems(keep);
  const folder = names.length === 0 ? undefined : roots.map((root) => join(root, TEXTS)).find((place) => existsSync(place));
  const named = (folder === undefined ? [] : readBundledTexts(folder)).filter(({ text }) => names.includes(text));
  const unknown = names.filter((name) => named.every(({ text }) => text !== name));
  return { classes: [...classes, ...unknown], texts: named.map(({ passages }) => passages.join('\n\n')), most };
}

/** A model with a smaller vocabulary: its tokens that stay, and how it reads texts. */
export interface KeptVocabulary {
  readonly vocabulary: Vocabulary;
  readonly kept: KeptTokens;
}

/**
 * The tokens of a model that stay by a rule, beside those without which it could not read and write.
 *
 * @throws AppError as chooseTokens does; TOKENIZER_MISSING, TOKENIZER_UNSUPPORTED, VOCABULARY_SHAPE; MODEL_UNSUPPORTED for an ONNX file
 */
export function keepVocabulary(opened: OpenedModel, rule: KeepRule): KeptVocabulary {
  const { source } = opened;
  if (source.format === 'onnx')
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${source.path} is ONNX, whose vocabulary Lamina does not trim; trim the safetensors checkpoint or the GGUF file of the same model`,
    );
  const vocabulary = readVocabulary(opened);
  const { decoder, stored } = getCheckpoint(opened);
  listVocabularyTensors(decoder, stored);
  const encoder = loadTokenizer(source);
  const encode = (text: string): readonly number[] => encoder.encode(text, 'never');
  const template = new Set(listTemplateTexts(listChatTemplates(source)).flatMap(encode));
  if ('ids' in rule) return { vocabulary, kept: chooseTokens(vocabulary, template, rule) };
  const { classes, texts, most } = rule;
  return {
    vocabulary,
    kept: chooseTokens(vocabulary, template, { classes, most, occurrences: texts.length === 0 ? null : countTokens(source, texts) }),
  };
}

/** Vocabularies of sources: several rules choose from one. */
const READ = new WeakMap<OpenedModel['source'], Vocabulary>();

/** The tokens of a model by row, read once. @throws AppError TOKENIZER_MISSING, TOKENIZER_UNSUPPORTED, VOCABULARY_SHAPE */
export function readVocabulary(opened: OpenedModel): Vocabulary {
  const vocabulary = READ.get(opened.source) ?? findVocabulary(opened);
  READ.set(opened.source, vocabulary);
  return vocabulary;
}

function findVocabulary(opened: OpenedModel): Vocabulary {
  const { source } = opened;
  const rows = opened.checkpoint?.decoder.vocabularySize ?? getVocabularySize(opened);
  if (source.format === 'gguf')
    return withGguf(source.path, ({ gguf }) => readGgufVocabulary(gguf, { place: basename(source.path), rows }));
  const { description, path } = readTokenizer(source);
  const configs = [source.config, readJson(join(source.folder, 'generation_config.json'))];
  return readTokenizerVocabulary(description, { place: basename(path), rows, configs });
}

/** The rows of an ONNX model. */
function getVocabularySize(opened: OpenedModel): number {
  const rows = findVocabularySize(opened);
  if (rows !== null) return rows;
  throw new AppError('VOCABULARY_SHAPE', `the graph of ${opened.source.name} does not state how many tokens it knows`);
}

function countTokens(source: OpenedModel['source'], texts: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  // A token that was not seen yet has no count.
  for (const text of texts) for (const id of encodeOnce(source, text)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Ids of whole texts by source: to encode one takes seconds, and several rules count its tokens. */
const ENCODED = new WeakMap<OpenedModel['source'], Map<string, readonly number[]>>();

function encodeOnce(source: OpenedModel['source'], text: string): readonly number[] {
  const known = ENCODED.get(source) ?? new Map<string, readonly number[]>();
  ENCODED.set(source, known);
  const ids = known.get(text) ?? loadTokenizer(source).encode(text, 'never');
  known.set(text, ids);
  return ids;
}

/** How a model reads texts with the tokens that stay; the ids are the new ones. */
export function loadKeptTokenizer({ source }: OpenedModel, kept: KeptTokens): TextEncoder {
  const { description, path } = readTokenizer(source);
  return createTextEncoder({ description: cutTokenizer(description, renumberTokens(kept)), path }, source.name);
}

/**
 * The parameters in the rows of tokens that go, of a model with some of its blocks.
 * @param tokens null: all stay
 */
export function countDroppedRows(parent: OpenedModel, blocks: number, tokens: KeptTokens | null): number {
  if (tokens === null) return 0;
  const { embedding, head } = getCheckpoint(parent).decoder;
  const names = new Set([embedding.weight, head.weight, head.bias]);
  const ofGraph = parent.structure.model.graph.initializers
    .filter(({ name }) => names.has(name))
    .map(({ dims }) => dims.reduce((product, extent) => product * extent, 1) / tokens.rowsBefore);
  const perLayer = embedding.perLayer === undefined ? [] : [embedding.perLayer.size * blocks];
  return (tokens.rowsBefore - tokens.keptIds.length) * [...ofGraph, ...perLayer].reduce((sum, width) => sum + width, 0);
}
