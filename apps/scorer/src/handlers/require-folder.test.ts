import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { readScorerEnvironment } from '../env.ts';
import { requireFolder } from './require-folder.ts';

describe('requireFolder', () => {
  const { path: root, remove } = createTemporaryFolder();
  const { folders } = readScorerEnvironment({
    DATABASE_URL: 'postgresql://lamina@127.0.0.1/lamina',
    LAMINA_DATA_DIR: join(root, 'data'),
    LAMINA_MODEL_DIRS: join(root, 'models'),
  });
  beforeAll(() => {
    for (const path of ['data/uploaded-models/uploaded', 'data/uploaded-models/both', 'models/both', 'models/plain'])
      mkdirSync(join(root, path), { recursive: true });
  });
  afterAll(remove);

  const codeOf = (reference: string, isUploaded: boolean): unknown => {
    try {
      requireFolder({ reference, isUploaded }, folders);
      return null;
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };

  it('finds folders in every model folder, with and without a variant', () => {
    expect(['plain', 'plain:q4', 'both', 'uploaded', 'lamina-llama-8'].map((name) => codeOf(name, false))).toEqual(Array(5).fill(null));
    expect(['none', '../plain', '/etc', ''].map((name) => codeOf(name, false))).toEqual(Array(4).fill('NOT_FOUND'));
  });

  it('refuses an uploaded model that is not in its own data folder, saying what to share', () => {
    expect(codeOf('uploaded', true)).toBeNull();
    expect(['plain', 'none', 'lamina-llama-8'].map((name) => codeOf(name, true))).toEqual(Array(3).fill('NOT_FOUND'));
    expect(() => requireFolder({ reference: 'none', isUploaded: true }, folders)).toThrow(/LAMINA_DATA_DIR.*share/);
  });

  it('refuses an uploaded model with the name of another folder, which later jobs would open', () => {
    expect(codeOf('both', true)).toBe('CONFLICT');
  });
});
