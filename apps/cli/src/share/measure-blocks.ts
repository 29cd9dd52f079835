import { type MeasureModelResult, measureModel } from '@lamina/engine';
import { modelLookup, wantedProviders } from '../env.ts';
import { followProgress } from '../show-progress.ts';

/** Tokens per window of the scores in a shared file. */
const WINDOW = 512;

/** Measures what a shared file says of every block: its influence, and what the loss rises by without it, document by document. */
export function measureBlocks(model: string, documents: readonly string[]): Promise<MeasureModelResult> {
  const cut = { window: WINDOW, partialWindows: 'scored' } as const;
  return followProgress(
    measureModel({
      model,
      ...modelLookup(),
      ...wantedProviders(),
      ...cut,
      input: { texts: [...documents] },
      leaveOneOut: true,
      leaveOneOutUnits: ['block'],
    }),
  );
}
