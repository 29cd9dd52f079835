import { INTERIM_LEVEL } from '@lamina/benchmarks';
import { readLossTexts } from '@lamina/datasets';
import { type CalibrationText, evaluateModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { UNCHANGED } from '@lamina/plans';
import { readCalibrationTexts } from '../answer/read-calibration-texts.ts';
import { modelRoots, TEXT_FOLDER, wantedProviders } from '../env.ts';
import { followProgress } from '../show-progress.ts';

/** One window shows the language; which texts are known is asked before it. */
const ONE_WINDOW = { minimum: 1, step: 1, maximum: 1, limits: [], level: INTERIM_LEVEL } as const;

/**
 * The first bundled calibration text whose language a model knows; says on stderr which.
 * @param model as locateModel gives it
 * @throws AppError BAD_USER_INPUT if it knows none
 */
export async function chooseText(model: string): Promise<CalibrationText> {
  const texts = readLossTexts(TEXT_FOLDER);
  for (const calibration of readCalibrationTexts()) {
    const ofSource = texts.filter(({ source }) => source === calibration.source);
    const question = { texts: ofSource, windows: ONE_WINDOW, changes: [UNCHANGED], tasks: [] };
    const [whole] = await followProgress(evaluateModel({ model, roots: modelRoots(), ...question, ...wantedProviders() }));
    if (whole === undefined || whole.texts.length === 0) continue;
    process.stderr.write(`reading the bundled text ${calibration.text}\n`);
    return calibration;
  }
  throw new AppError(
    'BAD_USER_INPUT',
    'the model knows the language of none of the bundled texts; give a text of your own with --text FILE',
  );
}
