import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAt } from '@lamina/errors';
import { createRemoval, type Removal } from '@lamina/plans';

export { finish } from '@lamina/models';

/** Numbers of one scoring, as PyTorch gives them. */
export interface GoldenScore {
  readonly blockInfluence: readonly number[];
  readonly blockInfluenceFinalNorm: readonly number[];
  readonly relativeMagnitude: readonly number[];
  readonly hiddenNorm: readonly number[];
  readonly cosineMatrix: readonly (readonly number[])[];
  readonly angularLastToken: readonly (readonly number[])[];
  readonly nllPerWindow: readonly number[];
  readonly tokens: number;
}

/** golden.json of a fixture: fixtures/make_fixtures.py writes it. */
export interface Golden {
  readonly inputIds: readonly (readonly number[])[];
  /** Real tokens of each row in `padded`. */
  readonly lengths: readonly number[];
  readonly prompt: readonly number[];
  readonly questions: readonly { readonly context: string; readonly continuation: string }[];
  readonly texts: readonly string[];
  readonly results: readonly {
    readonly removed: readonly number[];
    readonly full: GoldenScore;
    readonly padded: GoldenScore;
    readonly greedy: readonly number[];
    readonly evaluation: {
      readonly questions: readonly { readonly logLikelihood: number; readonly isGreedy: boolean }[];
      readonly texts: readonly number[];
    };
  }[];
}

export const FIXTURES = ['tiny-llama', 'tiny-opt-post-norm'] as const;

export function fixtureFolder(name: string): string {
  return join(import.meta.dirname, '../../fixtures', name);
}

export function readGolden(name: string): Golden {
  return JSON.parse(readFileSync(join(fixtureFolder(name), 'golden.json'), 'utf8')) as Golden;
}

/** Attention mask of right-padded rows. */
export function maskOf(golden: Golden): number[][] {
  return golden.inputIds.map((row, index) => row.map((_, position) => (position < getAt(golden.lengths, index) ? 1 : 0)));
}

/** The removal of some blocks. */
export function withoutBlocks(...blocks: readonly number[]): Removal {
  return createRemoval({ blocks });
}
