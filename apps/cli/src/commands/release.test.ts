import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '@lamina/database';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { runLamina } from '../run-lamina.fixture.ts';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';

describe('lamina release', () => {
  let database: TestDatabase;
  let platform: TestPlatform;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-release-'));
    database = await createTestDatabase();
    platform = await startPlatform(database.url);
  });
  afterAll(async () => {
    await platform.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The files whose digests SHA256SUMS lists; every file but itself. */
  const checkSums = (out: string): readonly string[] => {
    const sums = [...readFileSync(join(out, 'SHA256SUMS'), 'utf8').matchAll(/^(\S+) {2}(.+)$/gm)];
    for (const [, sha256, name = ''] of sums)
      expect(
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      ).toBe(sha256);
    expect(readdirSync(out).sort()).toEqual([...sums.map(([, , name]) => name), 'SHA256SUMS'].sort());
    return readdirSync(out);
  };

  it('freezes what a platform measured into a folder, once', async () => {
    const out = join(folder, 'own');
    const args = ['release', '--out', out, '--as', '1.0.0', '--author', 'Team A', '--licence', 'CC-BY-4.0', '--api', platform.url];
    const env = { LAMINA_API_TOKEN: platform.token };
    expect(await runLamina(args, env)).toMatchObject({ code: 0 });
    expect(checkSums(out)).toEqual(
      expect.arrayContaining(['README.md', 'croissant.json', 'layers.parquet', 'CITATION.cff', 'DATASHEET.md']),
    );
    expect(readFileSync(join(out, 'CITATION.cff'), 'utf8')).toContain('license: CC-BY-4.0');
    expect(await runLamina(args, env)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });
  });

  it('writes the release of the recording where no platform runs', async () => {
    const out = join(folder, 'recorded');
    expect(await runLamina(['release', '--out', out], { LAMINA_API_PORT: String(await findFreePort()) })).toMatchObject({ code: 0 });
    expect(checkSums(out)).toContain('evaluations.parquet');
  });
});
