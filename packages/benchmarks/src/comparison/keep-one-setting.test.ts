import { describe, expect, it } from '@jest/globals';
import { keepOneSetting, type Solved } from './keep-one-setting.ts';

type Changes = Partial<Solved> & { readonly rank?: number };

const record = (key: string, calibration: string | null, { rank, ...changes }: Changes = {}) => ({
  ...{ key, calibration, calibrationDigest: calibration, repairKind: 'low-rank' as const, tokenRule: 'all' as const },
  setting: { window: 128, ...(rank === undefined ? {} : { rank }) },
  ...changes,
});
const alone = record('alone', null, { repairKind: null, setting: null, tokenRule: null });
const keysOf = (records: readonly ReturnType<typeof record>[]) => keepOneSetting(records).records.map(({ key }) => key);

describe('the text of a comparison of repairs', () => {
  it('is that of most repairs, and what is not repaired stays', () => {
    const records = [record('a', 'stories'), alone, record('b', 'articles'), record('c', 'stories')];
    expect(keepOneSetting(records)).toMatchObject({ calibration: 'stories', leftOutRepairs: 1 });
    expect(keysOf(records)).toEqual(['a', 'alone', 'c']);
  });

  it('is the first by name where two texts have as many, whatever is newer', () => {
    for (const records of [
      [record('a', 'stories'), record('b', 'articles')],
      [record('b', 'articles'), record('a', 'stories')],
    ])
      expect(keepOneSetting(records)).toMatchObject({ calibration: 'articles', records: [{ key: 'b' }] });
  });

  it('is not mixed with the earlier text of the same name', () => {
    const digest = (calibrationDigest: string) => ({ calibrationDigest });
    expect(
      keysOf([record('new', 'stories', digest('2')), record('old', 'stories', digest('1')), record('older', 'stories', digest('1'))]),
    ).toEqual(['old', 'older']);
  });

  it('is none where nothing is repaired', () => {
    expect(keepOneSetting([alone])).toEqual({ calibration: null, repairSettings: [], leftOutRepairs: 0, records: [alone] });
  });
});

describe('the setting of a kind of repair in a comparison', () => {
  it('is that of most repairs on the text, and never the newest one alone', () => {
    const records = [record('newest', 'stories', { rank: 8 }), record('a', 'stories', { rank: 64 }), record('b', 'stories', { rank: 64 })];
    expect(keepOneSetting(records)).toMatchObject({
      repairSettings: [{ repair: 'low-rank', setting: 'rank 64, windows of 128 tokens', tokenRule: 'all' }],
      leftOutRepairs: 1,
    });
    expect(keysOf(records)).toEqual(['a', 'b']);
  });

  it('is another one for another window, another number of windows or another token rule', () => {
    const other = [{ setting: { window: 64 } }, { setting: { window: 128, windows: 4 } }, { tokenRule: 'no-sinks' as const }];
    for (const changes of other)
      expect(keysOf([record('other', 'stories', changes), record('a', 'stories'), record('b', 'stories')])).toEqual(['a', 'b']);
  });

  it('is chosen for each kind by itself', () => {
    const scalar = (key: string, window: number) => ({ ...record(key, 'stories'), repairKind: 'scalar' as const, setting: { window } });
    const records = [record('a', 'stories', { rank: 4 }), scalar('s', 32), scalar('t', 32), scalar('u', 64)];
    expect(keepOneSetting(records)).toMatchObject({
      repairSettings: [
        { repair: 'scalar', setting: 'windows of 32 tokens' },
        { repair: 'low-rank', setting: 'rank 4, windows of 128 tokens' },
      ],
      leftOutRepairs: 1,
      records: [{ key: 'a' }, { key: 's' }, { key: 't' }],
    });
  });
});
