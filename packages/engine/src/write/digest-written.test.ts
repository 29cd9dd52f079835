import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { digestWritten } from './write-folder.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

// More than is digested without a thread.
const LARGE_BYTES = 17 << 20;

describe('digestWritten', () => {
  it('digests large files in a thread, in their order, and keeps the digests that are known', async () => {
    const contents = [1, 2].map((value) => Buffer.alloc(LARGE_BYTES, value));
    for (const [index, bytes] of contents.entries()) writeFileSync(join(temporary.path, `${index}.safetensors`), bytes);
    const [first, second] = contents.map((bytes, index) => ({ path: `${index}.safetensors`, bytes: bytes.byteLength, sha256: null }));
    const config = { path: 'config.json', bytes: 2, sha256: 'known' };
    if (first === undefined || second === undefined) throw new Error('two files were written');
    const digests = await digestWritten(temporary.path, [first, config, second]);
    const expected = contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(digests.map(({ sha256 }) => sha256)).toEqual([expected[0], 'known', expected[1]]);
  });

  it.each([1, LARGE_BYTES])('passes on that a file of %d bytes is gone', async (bytes) => {
    await expect(digestWritten(temporary.path, [{ path: 'gone', bytes, sha256: null }])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
