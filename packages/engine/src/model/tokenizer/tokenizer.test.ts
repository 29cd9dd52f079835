import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { findModelSource } from '../locate/model-source.ts';
import { loadTokenizer } from './tokenizer.ts';

const FIXTURES = join(import.meta.dirname, '../../../../checkpoints/fixtures/tokenizers');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('loadTokenizer', () => {
  it('makes the tokenizer of a folder that holds tokenizer.model only', () => {
    const folder = join(temporary.path, 'spm');
    mkdirSync(folder);
    cpSync(join(FIXTURES, 'spm.model'), join(folder, 'tokenizer.model'));
    writeFileSync(join(folder, 'model.safetensors'), '');
    const encoder = loadTokenizer(findModelSource(folder));
    const ids = encoder.encode('a cat', 'never');
    expect(encoder.bosId).toBe(1);
    expect(encoder.encode('a cat')).toEqual([1, ...ids]);
    expect(encoder.decode(ids)).toBe('a cat');
  });

  it('says that a GGUF model without a vocabulary needs a tokenizer beside it', () => {
    const model = join(import.meta.dirname, '../../../fixtures/tiny-gguf/whole/model.gguf');
    expect(() => loadTokenizer(findModelSource(model))).toThrow('tokenizer.json');
  });
});
