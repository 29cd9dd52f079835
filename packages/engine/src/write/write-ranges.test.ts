import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { repeatBytes } from './planned-write.ts';
import { digestWritten, writeFiles } from './write-folder.ts';
import { writeRanges } from './write-ranges.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const MEGABYTE = 1 << 20;

describe('writeRanges', () => {
  it('copies ranges that are longer than its buffers, with what is made and zeros between them', async () => {
    const source = join(temporary.path, 'source');
    const bytes = Buffer.from(Array.from({ length: 5 * MEGABYTE + 3 }, (_, index) => (index * 31 + (index >> 12)) % 251));
    writeFileSync(source, bytes);
    const target = join(temporary.path, 'target');
    const [first, rest] = [3 * MEGABYTE + 1, 2 * MEGABYTE + 1];
    await writeRanges(target, [
      { make: () => [Buffer.from('head')], sizeBytes: 4, at: 0 },
      { from: source, offset: 0, sizeBytes: first, at: 4 },
      { from: source, offset: first, sizeBytes: rest, at: 4 + first },
      { make: () => repeatBytes(Uint8Array.of(0x80, 0xbf), MEGABYTE + 4), sizeBytes: MEGABYTE + 4, at: 16 + first + rest },
      { from: source, offset: 5, sizeBytes: 6, at: 20 + MEGABYTE + first + rest },
    ]);
    const expected = Buffer.concat([
      Buffer.from('head'),
      bytes.subarray(0, first + rest),
      Buffer.alloc(12),
      Buffer.alloc(MEGABYTE + 4, Buffer.from([0x80, 0xbf])),
      bytes.subarray(5, 11),
    ]);
    expect(readFileSync(target).equals(expected)).toBe(true);
    const digested = await digestWritten(temporary.path, [{ path: 'target', bytes: expected.byteLength, sha256: null }]);
    expect(digested).toEqual([{ path: 'target', bytes: expected.byteLength, sha256: createHash('sha256').update(expected).digest('hex') }]);
  });

  it('says where a source ended too early', async () => {
    const source = join(temporary.path, 'short');
    writeFileSync(source, 'abc');
    const writing = writeRanges(join(temporary.path, 'cut'), [{ from: source, offset: 1, sizeBytes: 5, at: 0 }]);
    await expect(writing).rejects.toThrow(/ended at byte 3/);
  });
});

describe('writeFiles', () => {
  it('refuses what the disk has no room for before it writes anything', async () => {
    const { bavail, bsize } = statfsSync(temporary.path);
    const ranges = [{ make: () => [], sizeBytes: 1, at: 2 * bavail * bsize }];
    const before = readdirSync(temporary.path);
    const writing = writeFiles(temporary.path, [{ path: 'large', kind: 'ranges', ranges }], {});
    await expect(writing).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringMatching(/needs \d+ MB, .* has \d+ MB left/) });
    expect(readdirSync(temporary.path)).toEqual(before);
  });
});
