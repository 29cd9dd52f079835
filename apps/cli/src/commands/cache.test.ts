import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const MAIN = join(import.meta.dirname, '../main.ts');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function cache(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { HOME: temporary.path, LAMINA_DATA_DIR: temporary.path, LAMINA_CACHE_GB: '2' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, 'cache', ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe('lamina cache', () => {
  it('shows what lies in the data folder, and empties it', () => {
    const folder = join(temporary.path, 'cache');
    mkdirSync(join(folder, 'packed-weights/0123'), { recursive: true });
    writeFileSync(join(folder, 'packed-weights/0123/weights.packed'), new Uint8Array(3_000_000));
    mkdirSync(join(folder, 'digests'));
    writeFileSync(join(folder, 'digests/1-2.json'), '{}');
    const shown = cache();
    expect(shown.stdout).toContain(`${folder}: 3.0 MB`);
    expect(shown.stdout).toMatch(/packed-weights\/0123 .* 3\.0 MB/);
    expect(JSON.parse(cache('--json', '-').stdout)).toMatchObject({ sizeBytes: 3_000_002, limitBytes: 2e9, cleared: false });
    expect(cache('--clear').stdout).toContain('removed 3.0 MB');
    for (const name of ['packed-weights/0123', 'digests']) expect(existsSync(join(folder, name))).toBe(false);
  });
});
