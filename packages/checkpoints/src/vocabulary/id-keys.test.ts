import { describe, expect, it } from '@jest/globals';
import { listNamedIds, renumberIds } from './id-keys.ts';

/** Tokens 1 and 4 of six went. */
const PLACES = Int32Array.of(0, -1, 1, 2, -1, 3);

describe('ids of tokens in JSON', () => {
  it('are named by keys at any depth, alone or in lists', () => {
    const config = {
      eos_token_id: [5, 2],
      pad_token_id: null,
      bos_token_id: -1,
      image_token_index: 9,
      text_config: { boi_token_id: 3 },
      hidden_size: 4,
    };
    expect(listNamedIds(config, 6)).toEqual([5, 2, 3]);
  });

  it('get their new numbers, and lists of suppressed tokens lose those that went', () => {
    const before = {
      vocab_size: 6,
      hidden_size: 6,
      eos_token_id: [5, 2],
      pad_token_id: null,
      bos_token_id: -1,
      image_token_index: 9,
      text_config: { vocab_size: 6, boi_token_id: 3 },
      vision_config: { vocab_size: 100 },
      suppress_tokens: [1, 2, 5],
      bad_words_ids: [[4, 5], [2], [5, 3]],
      forced_decoder_ids: [
        [1, 5],
        [2, 4],
      ],
    };
    expect(renumberIds(before, PLACES)).toEqual({
      vocab_size: 4,
      hidden_size: 6,
      eos_token_id: [3, 1],
      pad_token_id: null,
      bos_token_id: -1,
      image_token_index: 9,
      text_config: { vocab_size: 4, boi_token_id: 2 },
      vision_config: { vocab_size: 100 },
      suppress_tokens: [1, 3],
      bad_words_ids: [[1], [3, 2]],
      forced_decoder_ids: [[1, 3]],
    });
  });
});
