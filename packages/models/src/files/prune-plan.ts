import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { type PrunePlan, parsePrunePlan } from '@lamina/plans';

export const PLAN_FILE = 'prune-plan.json';

/** Reads the plan in a file, or in the folder of a pruned model. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE. */
export function readPrunePlan(path: string): PrunePlan {
  const file = path.endsWith('.json') ? path : join(path, PLAN_FILE);
  return parsePrunePlan(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `no plan at ${file}; name the folder of a pruned model, or its ${PLAN_FILE}`, { cause });
  }
}
