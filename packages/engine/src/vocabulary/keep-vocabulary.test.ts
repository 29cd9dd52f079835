import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { cutTokenizer, type TokenizerDescription } from '@lamina/checkpoints';
import { createTextEncoder } from '@lamina/models';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { keepRuleOf, listTemplateTexts, readKeptIds } from './keep-vocabulary.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

interface Case {
  readonly tokenizer: TokenizerDescription['tokenizer'];
  readonly keptIds: readonly number[];
  readonly ids: readonly { readonly text: string; readonly ids: readonly number[] }[];
}
/** Ids of Rust's tokenizers after Python trimmed the vocabulary (checkpoints/fixtures/make_vocabulary.py). */
const CASES: Readonly<Record<string, Case>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../checkpoints/fixtures/vocabulary.json'), 'utf8'),
);

it.each(Object.entries(CASES))('a trimmed %s tokenizer gives the ids of the Rust library', (_name, { tokenizer, keptIds, ids }) => {
  const places = new Int32Array(1000).fill(-1);
  for (const [place, id] of keptIds.entries()) places[id] = place;
  const encoder = createTextEncoder({ description: cutTokenizer({ tokenizer, config: {} }, places), path: 'tokenizer.json' }, 'a model');
  for (const { text, ids: expected } of ids) expect({ text, ids: encoder.encode(text, 'never') }).toEqual({ text, ids: expected });
});

describe('listTemplateTexts', () => {
  it('are texts outside of tags, strings inside of them, and roles; no comments', () => {
    const template = `<|a|>{# 'never' #}{% if x == "b" %}\n{{ 'it\\'s\\n' + role }}{% endif %}`;
    expect(listTemplateTexts([template])).toEqual(['<|a|>', '\n', 'b', "it's\n", 'system', 'user', 'assistant', 'model', 'tool']);
  });

  it('are none of a model without templates', () => {
    expect(listTemplateTexts([])).toEqual([]);
  });
});

describe('keepRuleOf', () => {
  const roots = [temporary.path, join(import.meta.dirname, '../../../../models')];

  it('holds the whole bundled text', () => {
    const { classes, texts, most } = keepRuleOf('ascii,wikipedia,65536', { roots });
    expect({ classes, most }).toEqual({ classes: ['ascii'], most: 65_536 });
    expect(texts.map((text) => [text.length > 300_000, text.startsWith('Anarchism is a political philosophy')])).toEqual([[true, true]]);
  });

  it('leaves what is neither a class nor a bundled text to be refused', () => {
    expect(keepRuleOf('latin,letters', { roots })).toEqual({ classes: ['latin', 'letters'], texts: [], most: null });
    expect(keepRuleOf('wikipedia', {})).toEqual({ classes: ['wikipedia'], texts: [], most: null });
  });
});

it('readKeptIds is null for a model with all tokens, and refuses a list that is none', () => {
  const folder = mkdtempSync(join(temporary.path, 'ids-'));
  expect(readKeptIds(folder)).toBeNull();
  writeFileSync(join(folder, 'vocabulary.json'), '{"keptIds": ["a"]}');
  expect(() => readKeptIds(folder)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
});
