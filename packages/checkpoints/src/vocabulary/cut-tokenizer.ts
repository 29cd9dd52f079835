import { getAt } from '@lamina/errors';
import type { Json } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';
import type { TokenizerDescription } from '../tokenizers/tokenizer-description.ts';
import { renumberIds } from './id-keys.ts';
import { splitMerge } from './read-vocabulary.ts';

/**
 * A tokenizer with the tokens that stay, under their new ids: vocabulary, merges whose parts and result stay, added tokens, and the ids of post-processor
 * and padding. Everything else stays as it is.
 *
 * @param places by old id: the new id, or -1
 */
export function cutTokenizer({ tokenizer, config }: TokenizerDescription, places: Int32Array): TokenizerDescription {
  const { added_tokens: added, post_processor: processor, padding, model } = tokenizer;
  return {
    tokenizer: {
      ...tokenizer,
      added_tokens: cutAddedTokens(added, places),
      post_processor: renumberProcessor(processor, places),
      padding: isObject(padding) ? { ...padding, pad_id: moveId(padding.pad_id, places) } : padding,
      model: isObject(model) ? cutModel(model, places) : model,
    },
    config: cutTokenizerConfig(config, { places, dropped: listDroppedTokens(tokenizer, places) }),
  };
}

/** Whether the token of an id stays. */
function stays(id: unknown, places: Int32Array): boolean {
  // Added tokens may have ids beyond the rows; they go.
  return typeof id === 'number' && (places[id] ?? -1) >= 0;
}

function moveId(id: unknown, places: Int32Array): unknown {
  return typeof id === 'number' ? getAt(places, id) : id;
}

function cutAddedTokens(added: unknown, places: Int32Array): unknown {
  if (!Array.isArray(added)) return added;
  return added.flatMap((token) => (isObject(token) && stays(token.id, places) ? [{ ...token, id: moveId(token.id, places) }] : []));
}

/** The texts of added tokens that go. */
export function listDroppedTokens({ added_tokens: added }: Json, places: Int32Array): ReadonlySet<unknown> {
  const tokens = Array.isArray(added) ? added.filter(isObject) : [];
  return new Set(tokens.flatMap(({ id, content }) => (stays(id, places) ? [] : [content])));
}

function cutModel(model: Json, places: Int32Array): Json {
  const { vocab, merges, unk_id: unknown } = model;
  if (Array.isArray(vocab)) return { ...model, vocab: vocab.filter((_, id) => stays(id, places)), unk_id: moveId(unknown, places) };
  // A vocabulary may contain __proto__, which fromEntries makes a key like others.
  const kept = Object.entries(isObject(vocab) ? vocab : {}).filter(([, id]) => stays(id, places));
  const known = new Set(kept.map(([token]) => token));
  const isAlive = (merge: unknown): boolean => {
    const [left, right] = splitMerge(merge);
    return known.has(left) && known.has(right) && known.has(left + right);
  };
  return {
    ...model,
    vocab: Object.fromEntries(kept.map(([token, id]) => [token, moveId(id, places)])),
    merges: Array.isArray(merges) ? merges.filter(isAlive) : merges,
  };
}

/** Ids under `ids`, and in pairs of a token and its id under `sep` and `cls`. */
function renumberProcessor(processor: unknown, places: Int32Array): unknown {
  if (Array.isArray(processor)) return processor.map((each) => renumberProcessor(each, places));
  if (!isObject(processor)) return processor;
  return Object.fromEntries(
    Object.entries(processor).map(([key, value]) => {
      if (key === 'ids' && Array.isArray(value)) return [key, value.map((id) => moveId(id, places))];
      if ((key === 'sep' || key === 'cls') && Array.isArray(value)) return [key, [value[0], moveId(value[1], places)]];
      return [key, renumberProcessor(value, places)];
    }),
  );
}

/** tokenizer_config.json or special_tokens_map.json: transformers would add a token again that only a list still names. */
export function cutTokenizerConfig(
  config: Json,
  { places, dropped }: { readonly places: Int32Array; readonly dropped: ReadonlySet<unknown> },
): Json {
  const { added_tokens_decoder: decoder, ...rest } = renumberIds(config, places);
  const isDropped = (token: unknown): boolean => dropped.has(isObject(token) ? token.content : token);
  const lists = Object.entries(rest).map(([key, value]) => [
    key,
    key.endsWith('_special_tokens') && Array.isArray(value) ? value.filter((token) => !isDropped(token)) : value,
  ]);
  if (!isObject(decoder)) return Object.fromEntries(lists);
  const kept = Object.entries(decoder).filter(([id]) => stays(Number(id), places));
  return {
    ...Object.fromEntries(lists),
    added_tokens_decoder: Object.fromEntries(kept.map(([id, token]) => [getAt(places, Number(id)), token])),
  };
}
