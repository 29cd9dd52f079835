import type { Json } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';

/** Keys with the id of a token, or with several: `eos_token_id`, `image_token_index`. */
const ID_KEY = /_token_(id|ids|index)$/;
/** Keys with lists of ids that no text has to hold: those of dropped tokens go. */
const ID_LISTS: ReadonlySet<string> = new Set(['suppress_tokens', 'begin_suppress_tokens', 'bad_words_ids']);
/** Pairs of a position and an id. */
const PLACED_IDS = 'forced_decoder_ids';
const SIZE_KEYS: ReadonlySet<string> = new Set(['vocab_size', 'vocab_size_per_layer_input']);

export function isIdKey(key: string): boolean {
  return ID_KEY.test(key);
}

/** The ids of tokens that keys of a JSON object name, at any depth, below a number of rows. */
export function listNamedIds(json: Json, rows: number): readonly number[] {
  return Object.entries(json).flatMap(([key, value]) => {
    if (isObject(value)) return listNamedIds(value, rows);
    return isIdKey(key) ? [value].flat().filter((id): id is number => isRow(id, rows)) : [];
  });
}

/**
 * A JSON object with the ids that tokens have after others went, at any depth, and with the new size of the vocabulary. Null, negative numbers and ids beyond the
 * rows stay.
 *
 * @param places by old id: the new id, or -1
 */
export function renumberIds(json: Json, places: Int32Array): Json {
  const kept = places.filter((place) => place >= 0).length;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, renumber(key, value, { places, kept })]));
}

interface Renumbering {
  readonly places: Int32Array;
  readonly kept: number;
}

function renumber(key: string, value: unknown, { places, kept }: Renumbering): unknown {
  if (isObject(value)) return renumberIds(value, places);
  if (SIZE_KEYS.has(key)) return value === places.length ? kept : value;
  if (isIdKey(key)) return Array.isArray(value) ? value.map((id) => moveId(id, places)) : moveId(value, places);
  if (!Array.isArray(value)) return value;
  if (ID_LISTS.has(key)) return value.map((entry) => moveAll(entry, places)).filter((entry) => entry !== null);
  if (key === PLACED_IDS) return value.flatMap((entry) => movePlaced(entry, places));
  return value;
}

function isRow(id: unknown, rows: number): id is number {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < rows;
}

function moveId(id: unknown, places: Int32Array): unknown {
  return isRow(id, places.length) ? places[id] : id;
}

/** An id, or a sequence of ids; null where a token went. */
function moveAll(entry: unknown, places: Int32Array): unknown {
  const moved = [entry].flat().map((id) => moveId(id, places));
  if (moved.some((id) => id === -1)) return null;
  return Array.isArray(entry) ? moved : moved[0];
}

function movePlaced(entry: unknown, places: Int32Array): readonly unknown[] {
  if (!Array.isArray(entry)) return [entry];
  const [position, id] = entry;
  const moved = moveId(id, places);
  return moved === -1 ? [] : [[position, moved]];
}
