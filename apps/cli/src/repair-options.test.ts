import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { pickRepair } from './repair-options.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('the calibration text of a repair', () => {
  const file = join(temporary.path, 'text.txt');
  writeFileSync(file, ['one', 'two', 'three', 'four', 'five', 'six'].join('\n\n'));

  it('is one document, or documents of which every fifth is left out, as studies read it', () => {
    const flags = { repair: 'linear', calibrationText: [file] } as const;
    expect(pickRepair(flags).repair?.calibration).toEqual({ texts: ['one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix'] });
    expect(pickRepair({ ...flags, calibrationDocuments: true, calibrationWindows: 3 }).repair).toEqual({
      kind: 'linear',
      calibration: { texts: ['one', 'two', 'three', 'four', 'six'] },
      windows: 3,
    });
  });

  it('cannot be divided where it is token ids, and belongs to a repair', () => {
    expect(() => pickRepair({ repair: 'linear', calibrationIds: file, calibrationDocuments: true })).toThrow('--calibration-text');
    expect(() => pickRepair({ calibrationDocuments: true })).toThrow('--repair KIND');
  });
});

describe('the repair of each step of --iterate', () => {
  it('takes the options of a repair, and has no text of its own', () => {
    expect(pickRepair({ iterateRepair: 'low-rank', repairRank: 8, repairAlpha: 'auto', tokenRule: 'no-sinks' })).toEqual({
      repair: null,
      iterateRepair: { kind: 'low-rank', rank: 8, alpha: 'auto', tokenRule: 'no-sinks' },
      settings: {},
    });
    expect(() => pickRepair({ iterateRepair: 'scalar', repair: 'scalar' })).toThrow('leave --repair');
    expect(() => pickRepair({ iterateRepair: 'scalar', calibrationIds: 'text.json' })).toThrow('the text that is scored');
  });
});
