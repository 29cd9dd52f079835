import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalibrationText } from '@lamina/engine';
import { splitDocuments } from '@lamina/models';
import { z } from 'zod';
import { CALIBRATION_FOLDER } from '../env.ts';

/** Calibration texts by slug; a model that knows several reads the first. */
const CALIBRATIONS = ['austen', 'wikipedia-passages', 'invented-world'];

const FACTS = z.object({ source: z.string() });

/** The bundled calibration texts, on which repairs are solved. */
export function readCalibrationTexts(): readonly CalibrationText[] {
  return CALIBRATIONS.map((slug) => ({
    text: slug,
    source: FACTS.parse(JSON.parse(readFileSync(join(CALIBRATION_FOLDER, `${slug}.json`), 'utf8'))).source,
    documents: splitDocuments(readFileSync(join(CALIBRATION_FOLDER, `${slug}.txt`), 'utf8')),
  }));
}
