import type { LossText } from '@lamina/benchmarks';
import { digestOf } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { readLossTexts } from '@lamina/models';
import type { MaterialFolders } from '../context/handler-context.ts';

/** A text of a job, with the SHA-256 of its passages. */
export interface LoadedText extends LossText {
  readonly sha256: string;
}

/** The texts of a job, in its order. @throws AppError NOT_FOUND for unknown names */
export function loadTexts(names: readonly string[], { texts: folder }: Pick<MaterialFolders, 'texts'>): readonly LoadedText[] {
  const texts = names.length === 0 ? [] : readLossTexts(folder);
  return names.map((name) => {
    const found = texts.find(({ text }) => text === name);
    if (found === undefined)
      throw new AppError('NOT_FOUND', `there is no text "${name}" in ${folder}; the texts are ${texts.map(({ text }) => text).join(', ')}`);
    return { ...found, sha256: digestOf(found.passages) };
  });
}
