import { describe, expect, it } from '@jest/globals';
import { chooseFiles } from './choose-files.ts';

const accepts = { names: ['config.json', 'tokenizer.json'], weightEndings: ['.safetensors', '.gguf'] };
const weights = { name: 'model.safetensors', size: 900 };
const config = { name: 'config.json', size: 100 };
const uploadOf = (id: string, files: Readonly<Record<string, number>>) => ({
  id,
  createdAt: '2026-01-01T00:00:00.000Z',
  files: Object.entries(files).map(([name, bytes]) => ({ name, bytes, receivedBytes: 0, sha256: null })),
});

describe('chooseFiles', () => {
  it('keeps the files of a model, smallest first, and names the others', () => {
    const chosen = chooseFiles([weights, { name: 'README.md', size: 5 }, config, { name: 'pytorch_model.bin', size: 5 }], {
      accepts,
      uploads: [],
    });
    expect(chosen).toEqual({ files: [config, weights], totalBytes: 1000, skipped: ['README.md', 'pytorch_model.bin'], upload: null });
  });

  it('continues the upload of files with the same names and sizes, in any order', () => {
    const same = uploadOf('same', { 'model.safetensors': 900, 'config.json': 100 });
    const uploads = [uploadOf('larger', { 'model.safetensors': 901, 'config.json': 100 }), uploadOf('fewer', { 'config.json': 100 }), same];
    expect(chooseFiles([weights, config], { accepts, uploads }).upload).toBe(same);
    expect(chooseFiles([weights], { accepts, uploads }).upload).toBeNull();
  });
});
