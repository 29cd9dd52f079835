import { AppError, getAt, getEntry } from '@lamina/errors';
import { cutPassages, findBeginning, loadTokenizer, type OpenedModel, type Progress, type TextEncoder } from '@lamina/models';
import {
  type KeptTokens,
  keyOfRemoval,
  NOTHING_REMOVED,
  type Removal,
  removesNothing,
  renumberTokens,
  type Vocabulary,
} from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { type ResidentModel, readOnce } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, tensorOf } from '../session/batches.ts';
import { loadKeptTokenizer } from '../vocabulary/keep-vocabulary.ts';
import { isNearTie } from './compare-windows.ts';

/** The loss of a model on a text with a smaller vocabulary, in nats over the whole text. */
export interface WordLoss {
  /** UTF-8 bytes of the text. */
  readonly bytes: number;
  /** Tokens by which the whole model reads the text, and by which it is read with the tokens that stay. */
  readonly tokens: number;
  readonly tokensAfter: number;
  /** Occurrences of tokens that go. */
  readonly dropped: number;
  readonly nats: {
    readonly parent: number;
    readonly changed: number;
    /** −Σ ln of the share of probability that the tokens that stay have: what the model would say and no longer can. It lowers the loss. */
    readonly mass: number;
    /** changed − parent + mass: what other spellings of words cost; 0 where no token of the text goes. */
    readonly retokenising: number;
  };
  /** (changed − parent) ÷ bytes. */
  readonly lossPerByte: number;
  /** exp((changed − parent) ÷ tokens) − 1: the share of perplexity that is added, per token of the whole model. */
  readonly textLoss: number;
  /** Share of the whole model's positions with another most likely token, or inside of a token of the smaller vocabulary. */
  readonly changedWords: number;
  /** Positions that another right implementation may decide otherwise. */
  readonly nearTies: number;
}

/** A smaller vocabulary to measure. */
export interface MeasuredWords {
  readonly vocabulary: Vocabulary;
  readonly kept: KeptTokens;
  /** Units that go as well; default none. */
  readonly removal?: Removal;
  /** The model in fewer bits, loaded as the whole one is, and its name in checkpoints; default the whole one. */
  readonly changed?: { readonly key: string; readonly resident: Pick<ResidentModel, 'run'> };
}

/** Smaller vocabularies of a loaded model. */
export interface WordQuestion {
  readonly opened: OpenedModel;
  /** Loaded with `divergence` and `mostLikely`. */
  readonly resident: ResidentModel;
  readonly lists: readonly MeasuredWords[];
}

/** Sums over one passage, or over several. */
export interface WordSums {
  /** Tokens by which the whole model reads it, and by which it is read with the tokens that stay. */
  readonly tokens: number;
  readonly tokensAfter: number;
  /** Occurrences of tokens that go. */
  readonly dropped: number;
  /** Nats of the whole model, and of the changed one. */
  readonly parent: number;
  readonly changed: number;
  /** As in WordLoss; not a number where only other forms of the model read the passage. */
  readonly mass: number;
  /** Positions of the whole model with another most likely token, or inside of a token of the smaller vocabulary. */
  readonly changedWords: number;
  readonly nearTies: number;
}

/** Reads a passage by some of the smaller vocabularies; by their places, in that order. */
export type WordReader = (passage: string, lists: readonly number[]) => Promise<readonly WordSums[]>;

/**
 * Measures what smaller vocabularies cost before anything is written: a model without some tokens is the whole model whose probabilities are shared by the
 * tokens that stay, and which reads a text by other tokens where some of its own went. One run of the whole model serves every list that reads a passage by
 * the same tokens and with all units; lists that read it alike in another way share a run as well.
 */
export function createWordReader({ opened, resident, lists }: WordQuestion): WordReader {
  const encoder = loadTokenizer(opened.source);
  const all = lists.map((list) => createReader(opened, list));
  const prefix = findPrefix(opened, encoder);
  const known = new Map<string, ReadingLists>();
  const choose = (places: readonly number[]): ReadingLists => {
    const key = places.join();
    const chosen = known.get(key) ?? chooseLists(places.map((place) => getAt(all, place)));
    known.set(key, chosen);
    return chosen;
  };
  const wholes = PREDICTIONS.get(resident) ?? new Map<string, Predictions>();
  PREDICTIONS.set(resident, wholes);
  return async (passage, places) => {
    const ids = encoder.encode(passage, 'never');
    if (ids.length === 0) return places.map(() => NO_SUMS);
    const asked = places.map((place) => ({ place, reader: getAt(all, place), after: getAt(all, place).encode(passage) }));
    const row = [prefix, ...ids];
    const own = asked.every(({ reader }) => reader.changed !== null) ? null : await readPassage(resident, row, choose(places));
    const whole = own ?? wholes.get(row.join()) ?? (await readPassage(resident, row, NO_LISTS));
    wholes.set(row.join(), whole);
    const sums = new Map<number, WordSums>();
    for (const alike of Map.groupBy(asked, ({ reader, after }) => `${reader.key}:${after.join()}`).values()) {
      const { reader: first, after } = getAt(alike, 0);
      const isOwn = own !== null && readsAsWhole(first) && after.join() === ids.join();
      const read = isOwn
        ? own
        : await readPassage(first.changed ?? resident, [prefix, ...after], choose(alike.map(({ place }) => place)), first.removal);
      for (const [index, { place, reader }] of alike.entries()) {
        const list = isOwn ? places.indexOf(place) : index;
        const mass = own === null ? Number.NaN : -sum(getAt(own.logMass, places.indexOf(place)));
        sums.set(place, { ...sumPassage({ ids, whole, reader, after, read, list }), mass });
      }
    }
    return places.map((place) => getEntry(sums, place));
  };
}

/** Predictions of whole models by passage: each passage is read once, however many forms of the model are compared with it. */
const PREDICTIONS = new WeakMap<ResidentModel, Map<string, Predictions>>();

/** The losses of whole texts, passage by passage. @returns by list, then text */
export async function* measureWords({
  texts,
  ...question
}: WordQuestion & { readonly texts: readonly string[] }): AsyncGenerator<Progress, readonly (readonly WordLoss[])[]> {
  const read = createWordReader(question);
  const lists = [...question.lists.keys()];
  const passages = texts.map(cutPassages);
  const total = passages.reduce((sum, own) => sum + own.length, 0);
  const sums = lists.map(() => texts.map(() => NO_SUMS));
  let done = 0;
  for (const [text, own] of passages.entries())
    for (const passage of own) {
      for (const [list, found] of (await read(passage, lists)).entries()) {
        const ofTexts = getAt(sums, list);
        ofTexts[text] = add(getAt(ofTexts, text), found);
      }
      done += 1;
      yield { phase: 'measure', done, total };
    }
  return sums.map((byText) => byText.map((each, text) => describe(each, Buffer.byteLength(getAt(texts, text)))));
}

const SUMMED = ['tokens', 'tokensAfter', 'dropped', 'parent', 'changed', 'mass', 'changedWords', 'nearTies'] as const;

function add(one: WordSums, other: WordSums): WordSums {
  return Object.fromEntries(SUMMED.map((name) => [name, one[name] + other[name]])) as Record<(typeof SUMMED)[number], number>;
}

/** How a smaller vocabulary reads: all ids are the parent's. */
interface Reader {
  /** Names the model that reads: its form, and the units that go. */
  readonly key: string;
  readonly removal: Removal;
  /** Null: the whole model. */
  readonly changed: Pick<ResidentModel, 'run'> | null;
  readonly stays: (id: number) => boolean;
  readonly keptIds: readonly number[];
  readonly droppedIds: Int32Array;
  readonly encode: (text: string) => readonly number[];
  /** The number of bytes of a token's text. */
  readonly bytesOf: (id: number) => number;
}

function createReader(opened: OpenedModel, { vocabulary: { tokens }, kept, removal = NOTHING_REMOVED, changed }: MeasuredWords): Reader {
  const places = renumberTokens(kept);
  const encoder = loadKeptTokenizer(opened, kept);
  const { keptIds } = kept;
  return {
    key: `${changed?.key ?? ''} ${keyOfRemoval(removal)}`, // The whole model's form has no name.
    removal,
    changed: changed?.resident ?? null,
    stays: (id) => getAt(places, id) >= 0,
    keptIds,
    droppedIds: Int32Array.from(places.keys().filter((id) => getAt(places, id) < 0)),
    encode: (text) => encoder.encode(text, 'never').map((id) => getAt(keptIds, id)),
    // A row without a token has no text.
    bytesOf: (id) => tokens[id]?.bytes.length ?? 0,
  };
}

/** Whether a list is read by the whole model with all its units. */
function readsAsWhole({ changed, removal }: Reader): boolean {
  return changed === null && removesNothing(removal);
}

/** The token before each passage: the tokenizer's own beginning, or else the one that the model names, or else its first end. */
function findPrefix({ source }: OpenedModel, encoder: TextEncoder): number {
  const { bos_token_id: begin, eos_token_id: end } = source.config;
  const stated = [begin, end].flatMap((id) => (Array.isArray(id) ? id.slice(0, 1) : [id]));
  const found = [...findBeginning(encoder), ...stated, encoder.bosId, encoder.eosId].find((id) => typeof id === 'number');
  if (found !== undefined) return found;
  throw new AppError(
    'TOKENIZER_UNSUPPORTED',
    `${source.name} names no token for the beginning or the end of a text, so that the first token of a text cannot be predicted`,
  );
}

/** A model's predictions at some positions of a passage; position i predicts token i + 1. */
interface Predictions {
  /** ln p of the token that follows. */
  readonly logProbability: readonly number[];
  readonly likeliest: readonly number[];
  readonly isNearTie: readonly boolean[];
}

/** The same, with what they are among the tokens that stay. */
interface KeptPredictions extends Predictions {
  /** Indexed by list, then position: ln of the share of probability of the tokens that stay. */
  readonly logMass: readonly (readonly number[])[];
  /** Indexed by list, then position: the most likely token of those that stay. */
  readonly likeliestKept: readonly (readonly number[])[];
}

/**
 * Without lists, rows of the width of the vocabulary are not made.
 *
 * @param row the prefix and the tokens of a passage
 * @param removal units that the model reads without
 */
async function readPassage(
  resident: Pick<ResidentModel, 'run'>,
  row: readonly number[],
  lists: ReadingLists,
  removal: Removal = NOTHING_REMOVED,
): Promise<KeptPredictions> {
  const { logProbabilities, logProbability, mostLikely, largest } = TOKEN_LOSS_PORTS;
  const [batch] = formBatches([{ ids: row.slice(0, -1), next: getAt(row, row.length - 1) }], 1);
  if (batch === undefined) throw new Error('a passage without tokens');
  const count = row.length - 1;
  const parts: KeptPredictions[] = [];
  await readOnce(resident, batch.tokens, {
    removal,
    outputs: [...(lists.readers.length > 0 ? [logProbabilities] : []), logProbability, mostLikely, largest],
    // Padding after the passage fills the row.
    take: (outputs, first) => parts.push(readPositions(outputs, count - first, lists)),
  });
  const ofLists = (values: 'logMass' | 'likeliestKept') =>
    lists.readers.map((_, list) => parts.flatMap((part) => getAt(part[values], list)));
  return {
    logProbability: parts.flatMap((part) => part.logProbability),
    logMass: ofLists('logMass'),
    likeliest: parts.flatMap(({ likeliest }) => likeliest),
    likeliestKept: ofLists('likeliestKept'),
    isNearTie: parts.flatMap(({ isNearTie: isNear }) => isNear),
  };
}

/** @param most the number of positions of the passage from the first of these on */
function readPositions(outputs: Outputs, most: number, { readers, going }: ReadingLists): KeptPredictions {
  const { logProbabilities, logProbability, mostLikely, largest } = TOKEN_LOSS_PORTS;
  const [losses, logits] = [floatsOf(outputs, logProbability), floatsOf(outputs, largest)];
  const count = Math.max(0, Math.min(most, losses.length));
  const likeliest = Array.from((tensorOf(outputs, mostLikely).data as BigInt64Array).subarray(0, count), Number);
  const wide = readers.length > 0 ? floatsOf(outputs, logProbabilities) : new Float32Array();
  const width = wide.length / losses.length;
  const rows = Array.from({ length: count }, (_, position) => wide.subarray(position * width, (position + 1) * width));
  const masses = rows.map((values) => measureMasses(values, readers, going));
  return {
    logProbability: Array.from(losses.subarray(0, count)),
    logMass: readers.map((_, list) => masses.map((ofLists) => getAt(ofLists, list))),
    likeliest,
    likeliestKept: readers.map((reader) =>
      likeliest.map((id, position) => (reader.stays(id) ? id : findLikeliest(getAt(rows, position), reader.keptIds))),
    ),
    isNearTie: Array.from({ length: count }, (_, position) => isNearTie(logits, position)),
  };
}

/** e^−35 of every token of a large vocabulary together is below 1e-9. */
const NEGLIGIBLE = -35;

/** Tokens that go from the same lists. */
interface GoingTokens {
  readonly ids: Int32Array;
  readonly lists: readonly number[];
}

/** Lists that read a passage together. */
interface ReadingLists {
  readonly readers: readonly Reader[];
  readonly going: readonly GoingTokens[];
}

const NO_LISTS: ReadingLists = { readers: [], going: [] };

/** Groups the tokens that go so that each is read once however many lists it goes from: there are hundreds of thousands. */
function chooseLists(readers: readonly Reader[]): ReadingLists {
  const going = new Set(readers.flatMap(({ droppedIds }) => [...droppedIds]));
  const listsOf = (id: number): readonly number[] => [...readers.keys()].filter((list) => !getAt(readers, list).stays(id));
  const groups = Map.groupBy(going, (id) => listsOf(id).join());
  return { readers, going: [...groups.values()].map((ids) => ({ ids: Int32Array.from(ids), lists: listsOf(getAt(ids, 0)) })) };
}

/** ln of the share of probability of the tokens that stay, by list: from those that go, which are less likely, unless they have most of it. */
function measureMasses(logProbabilities: Float32Array, readers: readonly Reader[], groups: readonly GoingTokens[]): readonly number[] {
  const sums = groups.map(({ ids, lists }) => ({ lists, sum: sumProbabilities(logProbabilities, ids) }));
  return readers.map(({ keptIds }, list) => {
    const gone = sums.reduce((total, { lists, sum }) => (lists.includes(list) ? total + sum : total), 0);
    return gone < 0.5 ? Math.log1p(-gone) : Math.log(sumProbabilities(logProbabilities, Int32Array.from(keptIds)));
  });
}

function sumProbabilities(logProbabilities: Float32Array, ids: Int32Array): number {
  let sum = 0;
  for (const id of ids) {
    const value = getAt(logProbabilities, id);
    if (value > NEGLIGIBLE) sum += Math.exp(value);
  }
  return sum;
}

function findLikeliest(logProbabilities: Float32Array, ids: readonly number[]): number {
  return ids.reduce((best, id) => (getAt(logProbabilities, id) > getAt(logProbabilities, best) ? id : best), getAt(ids, 0));
}

const NO_SUMS: WordSums = { tokens: 0, tokensAfter: 0, dropped: 0, parent: 0, changed: 0, mass: 0, changedWords: 0, nearTies: 0 };

/** A passage as the whole model reads it, and as one of the lists does. */
interface ReadTwice {
  readonly ids: readonly number[];
  readonly whole: Predictions;
  readonly reader: Reader;
  /** The tokens by which the list reads it. */
  readonly after: readonly number[];
  readonly read: KeptPredictions;
  /** The place of the list in `read`. */
  readonly list: number;
}

function sumPassage({ ids, whole, reader, after, read, list }: ReadTwice): Omit<WordSums, 'mass'> {
  const likeliestKept = getAt(read.likeliestKept, list);
  const placeOf = new Map(listStarts(after, reader).map((start, place) => [start, place]));
  const positions = listStarts(ids, reader).map((start, position) => {
    const place = placeOf.get(start);
    return {
      isSame: place !== undefined && getAt(whole.likeliest, position) === getAt(likeliestKept, place),
      isNearTie: getAt(whole.isNearTie, position) || (place !== undefined && getAt(read.isNearTie, place)),
    };
  });
  return {
    tokens: ids.length,
    tokensAfter: after.length,
    dropped: ids.filter((id) => !reader.stays(id)).length,
    parent: -sum(whole.logProbability),
    changed: sum(getAt(read.logMass, list)) - sum(read.logProbability),
    changedWords: positions.filter(({ isSame }) => !isSame).length,
    nearTies: positions.filter(({ isNearTie }) => isNearTie).length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The byte at which each token begins. */
function listStarts(ids: readonly number[], { bytesOf }: Reader): readonly number[] {
  let start = 0;
  return ids.map((id) => {
    const own = start;
    start += bytesOf(id);
    return own;
  });
}

function describe({ tokens, tokensAfter, dropped, parent, changed, mass, changedWords, nearTies }: WordSums, bytes: number): WordLoss {
  return {
    bytes,
    tokens,
    tokensAfter,
    dropped,
    nats: { parent, changed, mass, retokenising: changed - parent + mass },
    lossPerByte: (changed - parent) / bytes,
    textLoss: Math.expm1((changed - parent) / tokens),
    changedWords: changedWords / tokens,
    nearTies,
  };
}
