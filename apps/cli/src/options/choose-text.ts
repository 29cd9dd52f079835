import { INTERIM_LEVEL, type LossText } from '@lamina/benchmarks';
import { type CalibrationText, evaluateModel } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { readLossTexts } from '@lamina/models';
import { UNCHANGED } from '@lamina/plans';
import { readCalibrationTexts } from '../answer/read-calibration-texts.ts';
import { modelLookup, TEXT_FOLDER, wantedProviders } from '../env.ts';
import { followProgress } from '../show-progress.ts';

/** One window shows the language; which texts are known is asked before it. */
const ONE_WINDOW = { minimum: 1, step: 1, maximum: 1, limits: [], level: INTERIM_LEVEL } as const;

interface ChosenText {
  /** The text of the source on which losses are measured. */
  readonly text: LossText;
  readonly calibration: CalibrationText;
}

/**
 * The bundled texts of the first source whose language a model knows; says on stderr which.
 * @param model as locateModel gives it
 * @throws AppError BAD_USER_INPUT if it knows none
 */
export async function chooseText(model: string): Promise<ChosenText> {
  const all = readLossTexts(TEXT_FOLDER);
  for (const calibration of readCalibrationTexts()) {
    const texts = all.filter(({ source }) => source === calibration.source);
    const question = { texts, windows: ONE_WINDOW, changes: [UNCHANGED], tasks: [] };
    const [whole] = await followProgress(evaluateModel({ model, ...modelLookup(), ...question, ...wantedProviders() }));
    if (whole === undefined || whole.texts.length === 0) continue;
    process.stderr.write(`reading the bundled text ${calibration.text}\n`);
    return { text: getAt(texts, 0), calibration };
  }
  throw new AppError(
    'BAD_USER_INPUT',
    'the model knows the language of none of the bundled texts; give a text of your own with --text FILE',
  );
}
