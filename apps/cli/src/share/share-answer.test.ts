import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importRecordedResults } from '@lamina/database';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import type { SharedFile } from '@lamina/uploads';
import { RECORDING_FOLDER } from '../env.ts';
import { runLamina } from '../run-lamina.fixture.ts';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';
import { shareAnswer } from './share-answer.ts';

const MODEL = 'lamina-llama-8';
const CONTRIBUTIONS = `{ contributions { contributor model sentence source { title credit licence isImported } checks { name } verification { documents difference device reportedBy } } }`;

interface Listed {
  readonly contributions: readonly {
    readonly contributor: string;
    readonly verification: { readonly difference: number } | null;
  }[];
}

describe('a shared answer', () => {
  let database: TestDatabase;
  let platform: TestPlatform;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-shared-'));
    file = join(folder, 'shared.json');
    database = await createTestDatabase();
    // The digest of the model is then known.
    await importRecordedResults(database, RECORDING_FOLDER);
    platform = await startPlatform(database.url);
    // From the root of the repository, it looks like a name on the hub.
    const place = relative(process.cwd(), join(import.meta.dirname, '../../../../models', MODEL));
    const answer = { sentence: `Nothing may go from ${place}.`, front: [] };
    await shareAnswer(place, place, answer, { file, contributor: 'Team A' });
  }, 180_000);
  afterAll(async () => {
    await platform.stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const list = async () => (await platform.ask(CONTRIBUTIONS)).data as Listed;
  const bring = (path: string, ...model: readonly string[]) =>
    runLamina(['import', path, ...model, '--api', platform.url], { LAMINA_API_TOKEN: platform.token, HOME: folder });

  it('holds sums and facts, no text and no path of the machine', () => {
    const content = readFileSync(file, 'utf8');
    const { scores, model } = JSON.parse(content) as SharedFile;
    expect(content).not.toContain(process.cwd());
    expect([model.slug, model.hubId]).toEqual([MODEL, null]);
    expect(scores.measures.map(({ measure, units }) => [measure, units.length])).toEqual([
      ['block-influence@1', 16],
      ['loss-increase@1', 16],
    ]);
  });

  it('appears on another platform under its contributor, once, and is verified where the model is at hand', async () => {
    expect(await bring(file)).toMatchObject({ code: 0 });
    expect((await list()).contributions).toEqual([
      {
        contributor: 'Team A',
        model: MODEL,
        sentence: `Nothing may go from ${MODEL}.`,
        source: { title: 'Measured by Team A', credit: expect.stringContaining('Team A'), licence: 'CC-BY-4.0', isImported: true },
        checks: ['schema', 'protocol', 'plausibility', 'model'].map((name) => ({ name })),
        verification: null,
      },
    ]);
    expect(await bring(file, MODEL)).toMatchObject({ code: 0 });
    const [{ verification } = { verification: null }, ...others] = (await list()).contributions;
    expect(others).toEqual([]);
    expect(verification).toMatchObject({ documents: 2, device: expect.any(String), reportedBy: expect.any(String) });
    expect(verification?.difference).toBeLessThan(1e-6);
    const rows = await (await fetch(new URL('/data/layers.csv', platform.url))).text();
    const contributed = rows
      .split('\r\n')
      .filter((line) => line.startsWith(`${MODEL},`) && line.includes(',contributed,Measured by Team A,'));
    // Eight blocks, removed and by influence.
    expect(contributed).toHaveLength(16);
  }, 180_000);

  it('is refused where its sums were changed, or where the model at hand is another one', async () => {
    const shared = JSON.parse(readFileSync(file, 'utf8'));
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...shared, model: { ...shared.model, weightsSha256: 'b'.repeat(64) } }));
    expect(await bring(other, MODEL)).toMatchObject({ code: 1, stderr: expect.stringContaining('but the file was measured on bbbb') });
    shared.scores.measures[0].sum[3] += 1;
    writeFileSync(other, JSON.stringify(shared));
    expect(await bring(other)).toMatchObject({ code: 1, stderr: expect.stringContaining('add up to') });
    expect((await list()).contributions).toHaveLength(1);
  }, 180_000);
});
