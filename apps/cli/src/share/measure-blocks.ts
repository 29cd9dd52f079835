import { type ScoreResult, scoreModel } from '@lamina/engine';
import { requestSearches, STRATEGY } from '@lamina/strategies';
import { modelLookup, wantedProviders } from '../env.ts';
import { followProgress } from '../show-progress.ts';

/** Tokens per window of the scores in a shared file. */
const WINDOW = 512;

/** Measures what a shared file says of every block: its influence, and what the loss rises by without it, document by document. */
export function measureBlocks(model: string, documents: readonly string[]): Promise<ScoreResult> {
  return followProgress(
    scoreModel(model, {
      ...modelLookup(),
      ...wantedProviders(),
      input: { texts: [...documents] },
      window: WINDOW,
      partialWindows: 'scored',
      searches: requestSearches([STRATEGY.leaveOneOutLoss], { sets: [['block']], counts: [] }),
    }),
  );
}
