import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutTokenizer, cutTokenizerConfig, type Json, listDroppedTokens, renumberIds } from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';
import { getCheckpoint, listFloatKeys, type OpenedModel, readJson, readTokenizer } from '@lamina/models';
import { type KeptTokens, renumberTokens } from '@lamina/plans';
import { VOCABULARY_FILE } from '../../vocabulary/keep-vocabulary.ts';
import { jsonFile, type PlannedFile, textFile } from '../planned-write.ts';

/** Files that hold tokens or ids of them. */
const TOKEN_FILES =
  /^((tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|generation_config|processor_config|preprocessor_config)\.json|(merges|vocab)\.txt|(tokenizer|spiece|sentencepiece\.bpe)\.model)$/;

/** The files that describe a smaller vocabulary, in place of those of the parent. */
export interface VocabularyFiles {
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
export function planVocabularyFiles({ source }: OpenedModel, kept: KeptTokens, names: readonly string[]): VocabularyFiles {
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
