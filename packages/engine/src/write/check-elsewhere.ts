import { existsSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { AppError } from '@lamina/errors';
import type { OpenedModel } from '../model/open/open-model.ts';

/** Refuses to write a model into its own folder: what it is made of would be replaced. Another folder may be written. @throws AppError CONFLICT */
export function checkElsewhere({ source }: OpenedModel, out: string): void {
  if (!existsSync(out)) return;
  const [target, own] = [realpathSync(out), realpathSync(source.path)];
  if (own.startsWith(target + sep)) throw new AppError('CONFLICT', `${out} contains the input model; name another folder with --out`);
}
