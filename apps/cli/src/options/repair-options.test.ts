import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { z } from 'zod';
import { findRepair, REPAIR_OPTIONS } from './repair-options.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const schema = z.strictObject(REPAIR_OPTIONS);
const given = (options: z.input<typeof schema>) => schema.parse(options);

describe('the calibration text of a repair', () => {
  const file = join(temporary.path, 'text.txt');
  writeFileSync(file, ['one', 'two', 'three', 'four', 'five', 'six'].join('\n\n'));

  it('is one document, or documents of which every fifth is left out, as studies read it', () => {
    const named = { repair: 'linear' as const, calibrationText: [file] };
    expect(findRepair(given(named))?.calibration).toEqual({ texts: ['one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix'] });
    expect(findRepair(given({ ...named, calibrationDocuments: true, calibrationWindows: 3 }))).toMatchObject({
      kind: 'linear',
      calibration: { texts: ['one', 'two', 'three', 'four', 'six'] },
      windows: 3,
    });
  });

  it('is a bundled one where none is named', () => {
    const { calibration } = findRepair(given({ repair: 'linear' })) ?? {};
    expect(calibration).toEqual({ texts: [expect.stringMatching(/\w/)] });
  });

  it('cannot be divided where it is token ids, and belongs to a repair', () => {
    expect(() => findRepair(given({ repair: 'linear', calibrationIds: file, calibrationDocuments: true }))).toThrow('--calibration-text');
    expect(() => findRepair(given({ calibrationDocuments: true }))).toThrow('--repair KIND');
  });
});
