import { type AnswerText, chooseKnownText } from '@lamina/engine';
import { readChoosingTexts } from '../answer/read-texts.ts';
import { modelRoots, wantedProviders } from '../env.ts';
import { followProgress } from '../show-progress.ts';

/** The first bundled text that a model knows; says on stderr which. @param model as locateModel gives it */
export async function chooseText(model: string): Promise<AnswerText> {
  const chosen = await followProgress(chooseKnownText({ model, roots: modelRoots(), ...wantedProviders() }, readChoosingTexts()));
  process.stderr.write(`reading the bundled text ${chosen.text}\n`);
  return chosen;
}
