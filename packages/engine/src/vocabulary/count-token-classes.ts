import type { LossText } from '@lamina/benchmarks';
import { listVocabularyTensors } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import { loadTokenizer, type ModelLookup, type OpenedModel, openModel } from '@lamina/models';
import { findTokenClass } from '@lamina/plans';
import { readVocabulary } from './keep-vocabulary.ts';

/** The tokens of a model that write one kind of text. */
export interface TokenClassCount {
  /** As findTokenClass names it: `ascii`, `latin`, `han`, `digit`, … */
  readonly name: string;
  /** Rows of the embedding. */
  readonly rows: number;
  /** Bytes of these rows in the file, of every tensor with a row for each token; null for ONNX, whose vocabulary Lamina does not trim. */
  readonly bytes: number | null;
  /** How often its tokens occur in each text. */
  readonly occurrences: readonly { readonly text: string; readonly count: number }[];
}

/** Classes, the largest first; none where the vocabulary cannot be read, with the reason. */
export interface TokenClassCounts {
  readonly classes: readonly TokenClassCount[];
  readonly obstacle: string | null;
}

export interface CountTokenClassesOptions extends ModelLookup {
  readonly model: string;
  readonly texts: readonly LossText[];
}

/** Counts the tokens of a model by what they write. Only its tokenizer is run. @throws AppError as openModel does */
export async function countTokenClasses({ model, texts, ...lookup }: CountTokenClassesOptions): Promise<TokenClassCounts> {
  const opened = openModel(model, lookup);
  try {
    return { classes: count(opened, texts), obstacle: null };
  } catch (error) {
    if (error instanceof AppError) return { classes: [], obstacle: error.message };
    throw error;
  }
}

function count(opened: OpenedModel, texts: readonly LossText[]): readonly TokenClassCount[] {
  const names = readVocabulary(opened).tokens.map(findTokenClass);
  const rowBytes = measureRow(opened, names.length);
  const tokenizer = loadTokenizer(opened.source);
  const read = texts.map(({ text, passages }) => ({
    text,
    // An id beyond the last row has no class, and counts nowhere.
    counts: countEach(passages.flatMap((passage) => tokenizer.encode(passage, 'never')).map((id) => names[id] ?? '')),
  }));
  return [...countEach(names)]
    .map(([name, rows]) => ({
      name,
      rows,
      bytes: rowBytes === null ? null : Math.round(rows * rowBytes),
      // A class that does not occur has no count.
      occurrences: read.map(({ text, counts }) => ({ text, count: counts.get(name) ?? 0 })),
    }))
    .toSorted((a, b) => b.rows - a.rows);
}

function countEach(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1); // The first time, a name has no count.
  return counts;
}

/** Bytes of one token in the file; null for ONNX. */
function measureRow({ checkpoint }: OpenedModel, rows: number): number | null {
  if (checkpoint === null) return null;
  const { decoder, stored } = checkpoint;
  const names = listVocabularyTensors(decoder, stored);
  return [...stored].reduce((sum, [name, { sizeBytes }]) => sum + (names.has(name) ? sizeBytes : 0), 0) / rows;
}
