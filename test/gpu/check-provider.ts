import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ExecutionProvider, finish, inspectModel, pruneModel, type ScoreResult, scoreModel } from '@lamina/engine';
import { createRemoval, NOTHING_REMOVED, type Removal } from '@lamina/plans';

/** One condition, and how far its value is from its limit. */
export interface ProviderCheck {
  readonly title: string;
  readonly holds: boolean;
  readonly detail: string;
}

const MODEL = resolve('models/lamina-llama-12');
const REMOVAL = createRemoval({ blocks: [3, 7] });
const TOLERANCE = 1e-4;

/** Inspects, scores and prunes a bundled model on a provider; every metric must equal the CPU's. */
export async function checkProvider(provider: ExecutionProvider): Promise<readonly ProviderCheck[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-gpu-'));
  try {
    const { blocks } = await inspectModel(MODEL);
    const [expected, measured] = [await score(MODEL, 'cpu'), await score(MODEL, provider)];
    await pruneModel({ model: MODEL, removal: REMOVAL, out: folder });
    const [bypassed, pruned] = [await score(MODEL, 'cpu', REMOVAL), await score(folder, provider)];
    return [
      {
        title: `runs on ${provider} and says so`,
        holds: measured.runtime.provider === provider && measured.runtime.fallback === null && measured.runtime.device !== '',
        detail: measured.runtime.device,
      },
      { title: 'finds the same blocks', holds: measured.model.blocks === blocks, detail: `${blocks} blocks` },
      ...compareScores(expected, measured),
      compare('losses of a pruned model', bypassed.nllPerWindow, pruned.nllPerWindow),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function score(model: string, provider: ExecutionProvider, removal: Removal = NOTHING_REMOVED): Promise<ScoreResult> {
  const ids = Array.from({ length: 256 }, (_, position) => 1 + ((position * 7919) % 90));
  return finish(scoreModel({ model, input: { ids }, window: 64, providers: [provider], removal }));
}

function compareScores(expected: ScoreResult, measured: ScoreResult): readonly ProviderCheck[] {
  return [
    compare('block influence', expected.blockInfluence.mean, measured.blockInfluence.mean),
    compare('block influence after the final norm', expected.blockInfluenceFinalNorm.mean, measured.blockInfluenceFinalNorm.mean),
    compare('relative magnitude', expected.relativeMagnitude.mean, measured.relativeMagnitude.mean),
    compare('all-pairs cosines', expected.cosineMatrix.flat(), measured.cosineMatrix.flat()),
    compare('losses per window', expected.nllPerWindow, measured.nllPerWindow),
  ];
}

/** Largest difference, relative to the expected value if that is above 1. */
function compare(title: string, expected: readonly (number | null)[], measured: readonly (number | null)[]): ProviderCheck {
  const differences = expected.map((value, index) => {
    const other = measured[index] ?? null;
    if (value === null || other === null) return value === other ? 0 : Number.POSITIVE_INFINITY;
    return Math.abs(value - other) / Math.max(1, Math.abs(value));
  });
  const largest = Math.max(...differences);
  return {
    title,
    holds: expected.length === measured.length && largest <= TOLERANCE,
    detail: `largest difference ${largest.toExponential(1)}`,
  };
}
