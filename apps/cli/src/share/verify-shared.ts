import { createHash } from 'node:crypto';
import type { SampleVerification } from '@lamina/database';
import type { ScoreResult } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import type { SharedFile } from '@lamina/uploads';
import { readCalibrationTexts } from '../answer/read-calibration-texts.ts';
import { measureBlocks } from './measure-blocks.ts';

/** Documents that are measured again: the first ones of the text. */
const SAMPLE = 2;

/**
 * Measures the first documents again, and compares every block's scores on them.
 * @throws AppError CONFLICT if the model has other weights than the file names, or its text is another one here
 */
export async function verifyShared({ model, scores }: SharedFile, place: string): Promise<SampleVerification> {
  const text = readCalibrationTexts().find((one) => one.text === scores.text);
  // An unknown text has another digest.
  const read = text?.documents.slice(0, scores.documents) ?? [];
  if (createHash('sha256').update(read.join('\n\n')).digest('hex') !== scores.textSha256)
    throw new AppError('CONFLICT', `the text ${scores.text} of the file is not the one of this version, so nothing can be measured again`);
  const sample = read.slice(0, SAMPLE);
  const result = await measureBlocks(place, sample);
  const { weightsSha256 } = result.model.digests;
  if (weightsSha256 !== model.weightsSha256)
    throw new AppError(
      'CONFLICT',
      `the model at ${place} has the weights ${weightsSha256.slice(0, 12)}…, but the file was measured on ${model.weightsSha256.slice(0, 12)}…`,
    );
  const differences = scores.measures.flatMap(({ measure, units }) =>
    sumsOf(measure, result).flatMap((ours, document) => {
      const theirs = getAt(units, document);
      return ours.sum.map((sum, block) =>
        Math.abs(meanOf(sum, getAt(ours.count, block)) - meanOf(getAt(theirs.sum, block), getAt(theirs.count, block))),
      );
    }),
  );
  return {
    documents: sample.length,
    difference: Math.max(...differences),
    device: result.runtime.device,
    measuredAt: new Date().toISOString(),
  };
}

type Sums = SharedFile['scores']['measures'][number]['units'];

function sumsOf(measure: string, { units }: ScoreResult): Sums {
  const sums = measure === MEASURES.blockInfluence.id ? units.blockInfluence : units.lossIncrease;
  return sums.map(({ sum, count }) => ({ sum: [...sum], count: [...count] }));
}

function meanOf(sum: number, count: number): number {
  return count === 0 ? 0 : sum / count;
}
