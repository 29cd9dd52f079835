import { describe, expect, it } from '@jest/globals';
import { keepOneCalibration } from './keep-one-calibration.ts';

const record = (key: string, calibration: string | null, calibrationDigest: string | null = calibration) => ({
  ...{ key, calibration, calibrationDigest },
});
const alone = record('alone', null);

describe('keepOneCalibration', () => {
  it('keeps the repairs of the text that has most, and what is not repaired', () => {
    const records = [record('a', 'stories'), alone, record('b', 'articles'), record('c', 'stories')];
    const { calibration, records: kept } = keepOneCalibration(records);
    expect(calibration).toBe('stories');
    expect(kept.map(({ key }) => key)).toEqual(['a', 'alone', 'c']);
  });

  it('takes the first by name where two texts have as many, whatever is newer', () => {
    for (const records of [
      [record('a', 'stories'), record('b', 'articles')],
      [record('b', 'articles'), record('a', 'stories')],
    ])
      expect(keepOneCalibration(records)).toMatchObject({ calibration: 'articles', records: [{ key: 'b' }] });
  });

  it('does not mix a text with what its name stood for before', () => {
    const records = [record('new', 'stories', '2'), record('old', 'stories', '1'), record('older', 'stories', '1')];
    expect(keepOneCalibration(records).records.map(({ key }) => key)).toEqual(['old', 'older']);
  });

  it('changes nothing where nothing is repaired', () => {
    expect(keepOneCalibration([alone])).toEqual({ calibration: null, records: [alone] });
  });
});
