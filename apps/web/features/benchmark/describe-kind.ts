import type { BenchmarkKind } from '../../generated/graphql.ts';

const KINDS: Readonly<Record<BenchmarkKind, string>> = {
  MULTIPLE_CHOICE: 'multiple choice',
  PERPLEXITY: 'perplexity',
  GENERATION: 'generation',
};

/** `MULTIPLE_CHOICE` → `multiple choice`. */
export function describeKind(kind: BenchmarkKind): string {
  return KINDS[kind];
}
