import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { listModelFolders } from './keep-house.ts';

const BUNDLED = resolve(import.meta.dirname, '../../../../models');

describe('listModelFolders', () => {
  const { path: root, remove } = createTemporaryFolder();
  afterAll(remove);

  it('names folders and links with a model, each once, and leaves out files, other folders and roots that are not there', () => {
    symlinkSync(join(BUNDLED, 'lamina-llama-8'), join(root, 'linked'));
    mkdirSync(join(root, 'checkpoint'));
    writeFileSync(join(root, 'checkpoint', 'config.json'), '{}');
    writeFileSync(join(root, 'checkpoint', 'model.safetensors'), '');
    mkdirSync(join(root, 'notes'));
    writeFileSync(join(root, 'readme.txt'), '');
    symlinkSync(join(root, 'gone'), join(root, 'dangling'));
    expect(listModelFolders([root, root, join(root, 'not-there')])).toEqual(['checkpoint', 'linked']);
    expect(listModelFolders([BUNDLED])).toContain('lamina-llama-12');
    expect(listModelFolders([BUNDLED])).not.toContain('benchmarks');
  });
});
