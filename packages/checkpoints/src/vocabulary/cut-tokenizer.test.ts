import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { chooseTokens, renumberTokens } from '@lamina/plans';
import type { Json } from '../checkpoint.ts';
import { cutTokenizer, cutTokenizerConfig } from './cut-tokenizer.ts';
import { readTokenizerVocabulary } from './read-vocabulary.ts';

interface Case {
  readonly tokenizer: Json & { readonly model: Json & { readonly vocab: object } };
  readonly keptIds: readonly number[];
  readonly trimmed: Json;
}
/** Trimmed by Python (fixtures/make_vocabulary.py). */
const CASES: Readonly<Record<string, Case>> = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/vocabulary.json'), 'utf8'));
const STATED = { rows: 500, place: 'tokenizer.json', configs: [{ eos_token_id: 2 }] };

describe.each(Object.entries(CASES))('a %s tokenizer', (_name, { tokenizer, keptIds, trimmed }) => {
  const vocabulary = readTokenizerVocabulary({ tokenizer, config: {} }, STATED);
  const kept = chooseTokens(vocabulary, new Set(), { ids: keptIds });

  it('is trimmed as by Python', () => {
    expect(cutTokenizer({ tokenizer, config: {} }, renumberTokens(kept)).tokenizer).toEqual(trimmed);
  });

  it('is not trimmed without a token that builds another one', () => {
    const needed = keptIds.filter((id) => {
      const token = vocabulary.tokens[id];
      return token?.kind === 'normal' && !token.isByte;
    });
    const refused = needed.filter((id) => {
      try {
        chooseTokens(vocabulary, new Set(), { ids: keptIds.filter((other) => other !== id) });
        return false;
      } catch (failure) {
        expect(failure).toMatchObject({ code: 'KEEP_NOT_CLOSED' });
        return true;
      }
    });
    // Some words of a sentence are whole tokens, which build no other.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(needed.length);
  });
});

describe('cutTokenizer', () => {
  const { tokenizer } = getAt(Object.values(CASES), 0);

  it('renumbers tokenizer_config.json, and names no token that went', () => {
    const places = Int32Array.of(0, -1, 1);
    const config = {
      added_tokens_decoder: { 0: { content: '<s>' }, 1: { content: '<x>' }, 2: { content: '<y>' } },
      additional_special_tokens: ['<x>', { content: '<y>' }],
      chat_template: '{{ x }}',
    };
    expect(cutTokenizerConfig(config, { places, dropped: new Set(['<x>']) })).toEqual({
      added_tokens_decoder: { 0: { content: '<s>' }, 1: { content: '<y>' } },
      additional_special_tokens: [{ content: '<y>' }],
      chat_template: '{{ x }}',
    });
  });

  it('refuses WordPiece by name, and more tokens than rows', () => {
    const words = { ...tokenizer, model: { ...tokenizer.model, type: 'WordPiece' } };
    const read = (stated: Json, rows: number) => () => readTokenizerVocabulary({ tokenizer: stated, config: {} }, { ...STATED, rows });
    expect(read(words, 500)).toThrow(
      expect.objectContaining({ code: 'TOKENIZER_UNSUPPORTED', message: expect.stringContaining('WordPiece') }),
    );
    expect(read(tokenizer, 100)).toThrow(expect.objectContaining({ code: 'VOCABULARY_SHAPE' }));
  });
});
