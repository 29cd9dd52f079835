import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../../..');

describe('a plain installation', () => {
  it('does not run the step of onnxruntime-node that downloads CUDA, by any version of npm', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    // docs/footguns.md says what to do where this line is back.
    expect(lock.packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
    expect(manifest.allowScripts).toMatchObject({ 'onnxruntime-node': false });
  });

  it('allows the steps of all other packages, which npm 12 runs for none that is not named', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
    };
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const withScripts = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = withScripts.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(names.filter((name) => manifest.allowScripts[name] !== true)).toEqual([]);
  });

  it('has no keys in .npmrc that npm does not know', () => {
    const keys = readFileSync(join(ROOT, '.npmrc'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=')[0]);
    expect(keys).toEqual(['fund', 'audit']);
  });
});
