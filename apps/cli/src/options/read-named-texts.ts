import type { LossText } from '@lamina/benchmarks';
import { readLossTexts } from '@lamina/datasets';
import { AppError } from '@lamina/errors';
import { TEXT_FOLDER } from '../env.ts';

/** All bundled texts. */
const ALL = 'all';

/** Bundled texts on which losses are measured, by name. @param names `all` stands for every text @throws AppError BAD_USER_INPUT for unknown names */
export function readNamedTexts(names: readonly string[]): readonly LossText[] {
  if (names.length === 0) return [];
  const texts = readLossTexts(TEXT_FOLDER);
  const known = texts.map(({ text }) => text);
  const unknown = names.find((name) => name !== ALL && !known.includes(name));
  if (unknown !== undefined)
    throw new AppError('BAD_USER_INPUT', `there is no bundled text "${unknown}"; name some of ${known.join(', ')}, or ${ALL}`);
  return names.includes(ALL) ? texts : texts.filter(({ text }) => names.includes(text));
}
