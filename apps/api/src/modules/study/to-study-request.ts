import { AppError } from '@lamina/errors';
import { parseStudyRequest, type StudyRequest } from '@lamina/jobs';
import { Strategy } from '../pruning/strategy.ts';
import { checkMaterialName } from '../submission/check-material-name.ts';
import { DEFAULT_WINDOW, type SubmitStudyInput } from './submit-study.input.ts';

const MAX_MODELS = 20;
const MAX_LIST_LENGTH = 100;
const NEEDS_MORE: readonly Strategy[] = [Strategy.LEAVE_ONE_OUT_LOSS, Strategy.GREEDY_LOSS, Strategy.EXPLICIT];

/**
 * The request that the input stands for.
 * @throws AppError BAD_USER_INPUT naming what is wrong.
 */
export function toStudyRequest(input: SubmitStudyInput): StudyRequest {
  const { models, calibration, strategies, counts, benchmarks, seeds } = input;
  checkLength('models', models, MAX_MODELS);
  for (const [name, list] of Object.entries({ strategies, counts, benchmarks })) checkLength(name, list, MAX_LIST_LENGTH);
  for (const name of [calibration, ...benchmarks]) checkMaterialName(name);
  const impossible = strategies.find((strategy) => NEEDS_MORE.includes(strategy));
  if (impossible !== undefined)
    refuse(`a study cannot use the strategy "${impossible}" yet: it needs losses or layers that a study does not give`);
  return parseStudyRequest({
    calibration,
    window: input.window ?? DEFAULT_WINDOW,
    strategies: [...new Set(strategies)],
    counts: [...new Set(counts)],
    benchmarks: [...new Set(benchmarks)],
    ...(seeds ? { seeds: [...new Set(seeds)] } : {}),
  });
}

function checkLength(name: string, list: readonly unknown[], limit: number): void {
  if (list.length < 1 || list.length > limit) refuse(`${name} holds ${list.length} entries; it must hold 1 to ${limit}`);
}

function refuse(reason: string): never {
  throw new AppError('BAD_USER_INPUT', `The study cannot be submitted: ${reason}.`);
}
