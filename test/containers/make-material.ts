import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with a model `own-model` in `models` and a text `own-text` in `texts`, which are in no image. Users of containers may read it. */
export function makeMaterial(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-containers-'));
  cpSync('models/lamina-llama-8', join(folder, 'models/own-model'), { recursive: true });
  mkdirSync(join(folder, 'texts'));
  writeFileSync(join(folder, 'texts/own-text.txt'), 'The river runs past the mill and under the old bridge.\n\n'.repeat(200));
  writeFileSync(
    join(folder, 'texts/own-text.json'),
    JSON.stringify({ name: 'own text', licence: 'CC0-1.0', description: 'One sentence, again and again.' }),
  );
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  return folder;
}
