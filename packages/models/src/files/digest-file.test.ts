import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { digestFile, renewDigest } from './digest-file.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const LONG_AGO = new Date('2020-02-02T02:02:02Z');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('digestFile', () => {
  let folder = '';
  let cacheFolder = '';
  let path = '';
  let tests = 0;

  /** Writes the file with a time stamp of long ago, in place. */
  const write = (text: string, time = LONG_AGO): void => {
    writeFileSync(path, text);
    utimesSync(path, time, time);
  };
  /** Makes the cache answer with another digest, so that a hit shows. */
  const mark = (): void => {
    const [entry = ''] = readdirSync(cacheFolder);
    const file = join(cacheFolder, entry);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), sha256: 'f'.repeat(64) }));
  };
  const digest = (file = path): Promise<string> => digestFile(file, { cacheFolder });
  const MARKED = 'f'.repeat(64);

  beforeEach(() => {
    tests += 1;
    folder = join(temporary.path, `case-${tests}`);
    cacheFolder = join(folder, 'digests');
    path = join(folder, 'weights.bin');
    mkdirSync(folder);
    write('weights');
  });

  it('digests with and without a cache', async () => {
    expect(await digestFile(path)).toBe(sha256('weights'));
    expect(await digest()).toBe(sha256('weights'));
    write('');
    expect(await digest()).toBe(sha256(''));
  });

  it('reads a file once', async () => {
    await digest();
    mark();
    expect(await digest()).toBe(MARKED);
  });

  it('knows the file under every hard link, while links come and go', async () => {
    await digest();
    mark();
    const other = join(folder, 'linked.bin');
    linkSync(path, other);
    expect(await digest(other)).toBe(MARKED);
    expect(await digest()).toBe(MARKED);
    rmSync(other);
    expect(await digest()).toBe(MARKED);
  });

  it('knows the file after one link came and another went, when told', async () => {
    const [one, other] = [join(folder, 'one.bin'), join(folder, 'other.bin')];
    linkSync(path, one);
    await digest();
    mark();
    linkSync(path, other);
    rmSync(one);
    await renewDigest(path, { cacheFolder });
    expect(await digest()).toBe(MARKED);
    write('another', new Date('2021-01-01T00:00:00Z'));
    await renewDigest(path, { cacheFolder });
    expect(await digest()).toBe(sha256('another'));
  });

  it.each([
    ['other bytes of the same length', () => write('strange', new Date('2021-01-01T00:00:00Z'))],
    ['other bytes under the same time stamp', () => write('strange')],
    ['another length', () => write('more weights')],
  ])('reads again after a change to %s', async (_, change) => {
    await digest();
    mark();
    change();
    expect(await digest()).toBe(sha256(readFileSync(path, 'utf8')));
  });

  it('does not trust a time stamp that the next write may share', async () => {
    write('weights', new Date());
    await digest();
    expect(() => readdirSync(cacheFolder)).toThrow();
  });

  it('reads the file where the cache is broken or cannot be written', async () => {
    await digest();
    const [entry = ''] = readdirSync(cacheFolder);
    writeFileSync(join(cacheFolder, entry), '{');
    expect(await digest()).toBe(sha256('weights'));
    expect(await digestFile(path, { cacheFolder: join(path, 'below-a-file') })).toBe(sha256('weights'));
  });

  it('passes on that the file is missing', async () => {
    await expect(digest(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
