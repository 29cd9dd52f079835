import { describe, expect, it } from '@jest/globals';
import { writeReproduction } from './write-reproduction.ts';

const RUN = {
  windowCount: 183,
  runtime: { threads: 2 },
  calibration: { window: 256, stride: 128, bos: 'AUTO' as const, calibrationSet: { slug: 'invented-world' } },
};

describe('writeReproduction', () => {
  it('names every choice that the scores depend on', () => {
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, RUN).split(/[\s\\]+/);
    expect(words.join(' ')).toBe(
      'npx lamina score lamina-opt-12 --text models/calibration/invented-world.txt --window 256 --stride 128 --windows 183 --bos auto --threads 2 --json -',
    );
  });

  it('quotes names for a POSIX shell', () => {
    expect(writeReproduction({ slug: "a'; rm -rf ~", source: 'folder' }, RUN)).toContain(`'./a'\\''; rm -rf ~'`);
  });
});
